'use client';

import clsx from 'clsx';
import { useEffect, useRef } from 'react';
import { ButtonLink } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { CodeBlock } from '@/components/ui/code-block';
import { CopyButton } from '@/components/ui/copy-button';
import type { Binding } from '@/lib/auth/proof-of-possession/public-key';

const PATTERN = /^(tg_)(live_|test_)([0-9A-Za-z]{8})([0-9A-Za-z]{32})([0-9A-Za-z]{6})$/;

const PARTS = [
  {
    name: 'Prefix',
    means: 'lets scanners, people and log masks recognise a key',
    rule: 'border-outline',
  },
  { name: 'Mode', means: 'a test key never reaches live data', rule: 'border-test' },
  { name: 'Id', means: 'names the key in lists and logs; not secret', rule: 'border-oauth' },
  { name: 'Secret', means: '190 random bits; we keep only a digest', rule: 'border-api-key' },
  { name: 'Checksum', means: 'tells a typo from a key without the database', rule: 'border-mtls' },
] as const;

/** A whole key with its parts marked. Copying `id`'s text gives the key itself. */
function KeyAnatomy({ apiKey, id }: { apiKey: string; id: string }) {
  const parts = PATTERN.exec(apiKey)?.slice(1) ?? [apiKey];
  return (
    <div>
      <code id={id} className="block text-lg leading-10 [overflow-wrap:anywhere]">
        {parts.map((part, index) => (
          <span
            key={PARTS[index]?.name ?? part}
            className={clsx('border-b-3 [box-decoration-break:clone]', PARTS[index]?.rule)}
          >
            {part}
          </span>
        ))}
      </code>
      <dl className="mt-4 grid gap-x-4 text-sm sm:grid-cols-[6.5rem_minmax(0,1fr)]">
        {PARTS.map((part) => (
          <div key={part.name} className="contents">
            <dt className="mt-1">
              <span className={clsx('border-b-3', part.rule)}>{part.name}</span>
            </dt>
            <dd className="mt-1 text-quiet">{part.means}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

export type RevealedKey = {
  key: string;
  name: string;
  expires: string;
  origin: string;
  bound: Binding | null;
};

/** A call that the key works with: the key alone would be refused. */
function proofLine(key: string, origin: string, { alg }: Binding): string {
  const program =
    alg === 'Ed25519'
      ? 'sh examples/bound-key/sign-request.sh'
      : 'npx tsx examples/bound-key/dpop.ts';
  return `TOLLGATE_URL=${origin} TOLLGATE_API_KEY=${key} TOLLGATE_PRIVATE_KEY=private.pem ${program}`;
}

/** The one time that a key is shown whole. */
export function KeyReveal({ revealed, title }: { revealed: RevealedKey; title: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  // The form is gone, so the reader is taken to what took its place.
  useEffect(() => heading.current?.focus(), []);
  const { key, expires, origin, bound } = revealed;
  return (
    <section aria-labelledby="revealed">
      <h2 id="revealed" ref={heading} tabIndex={-1} className="text-xl outline-none">
        {title}
      </h2>
      <Callout tone="warning" title="This is the only time that it is shown." className="mt-4">
        <p>
          Copy it now and keep it where secrets are kept. If it is lost, make another one and revoke
          this. It works until {expires}.
        </p>
      </Callout>
      <div className="mt-6 border-y border-rule py-5">
        <KeyAnatomy apiKey={key} id="new-key" />
        <CopyButton what="API key" from="new-key" look="primary" className="mt-5" />
      </div>
      <h3 className="mt-8 text-sm font-semibold">Try it</h3>
      <CodeBlock
        id="new-key-call"
        label="curl line"
        className="mt-2"
        code={
          bound ? proofLine(key, origin, bound) : `curl -H "X-API-Key: ${key}" ${origin}/api/v1/me`
        }
      />
      {bound && (
        <p className="mt-4 text-sm text-quiet">
          The key is bound to the pair <code>{bound.thumbprint}</code>. The example signs each
          request with its private half, in the file <code>private.pem</code>.
        </p>
      )}
      <p className="mt-8">
        <ButtonLink href="/settings/api-keys">I have copied it</ButtonLink>
      </p>
    </section>
  );
}
