'use client';

import { useRef, useState } from 'react';
import { Button, buttonClass } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { CopyButton } from '@/components/ui/copy-button';
import { FieldError } from '@/components/ui/field';
import { TextAreaField } from '@/components/ui/text-field';

type KeyPairFieldProps = { initial: string; error?: string | undefined };

/**
 * The public key that an API key is to be bound to: pasted, or of a pair that the browser makes. The
 * private half stays in this page: it belongs to no field of the form.
 */
export function KeyPairField({ initial, error }: KeyPairFieldProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [privateHalf, setPrivateHalf] = useState<{ pem: string; url: string }>();
  const [failure, setFailure] = useState<string>();

  async function make() {
    try {
      const { privatePem, publicPem } = await makePair();
      if (field.current) field.current.value = publicPem;
      const url = URL.createObjectURL(new Blob([privatePem], { type: 'application/x-pem-file' }));
      setPrivateHalf({ pem: privatePem, url });
      setFailure(undefined);
    } catch {
      setFailure(
        'This browser cannot make a pair here. Make one with openssl and paste its public half.',
      );
    }
  }

  return (
    <fieldset className="min-w-0 space-y-4">
      <legend className="text-sm font-semibold">Key pair (optional)</legend>
      <p className="prose text-sm">
        An API key that is bound to a key pair works only with a proof of the private half. A copy
        of the key alone is refused.
      </p>
      <TextAreaField
        ref={field}
        label="Public key"
        name="publicKey"
        mono
        rows={4}
        spellCheck={false}
        autoComplete="off"
        defaultValue={initial}
        error={error}
        hint="PEM or JWK, ES256 (P-256) or Ed25519. Empty: anyone who has the API key can use it."
      />
      <Button type="button" className="needs-script" onClick={make}>
        Make a pair in this browser
      </Button>
      <FieldError name="pair" error={failure} />
      {privateHalf && (
        <Callout tone="warning" title="Save the private key now" role="status">
          <p>It was made in this browser, is not sent to Tollgate and is shown only here.</p>
          <pre id="private-key" className="my-3 overflow-x-auto text-xs">
            {privateHalf.pem}
          </pre>
          <p className="flex flex-wrap gap-3">
            <a
              href={privateHalf.url}
              download="tollgate-private-key.pem"
              className={buttonClass({ look: 'plain' })}
            >
              Download
            </a>
            <CopyButton what="private key" from="private-key" />
          </p>
        </Callout>
      )}
    </fieldset>
  );
}

async function makePair(): Promise<{ privatePem: string; publicPem: string }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const pair = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  return {
    privatePem: toPem('PRIVATE KEY', await crypto.subtle.exportKey('pkcs8', pair.privateKey)),
    publicPem: toPem('PUBLIC KEY', await crypto.subtle.exportKey('spki', pair.publicKey)),
  };
}

/** @see RFC 7468 section 2 */
function toPem(label: string, der: ArrayBuffer): string {
  const base64 = btoa(String.fromCharCode(...new Uint8Array(der)));
  const lines = base64.match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
