'use client';

import { useEffect, useRef } from 'react';
import { ButtonLink } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { CodeBlock } from '@/components/ui/code-block';

export type RevealedApp = { name: string; clientId: string; secret: string | null };

/** An app's id and, the one time, its secret. */
export function AppReveal({ revealed }: { revealed: RevealedApp }) {
  const heading = useRef<HTMLHeadingElement>(null);
  // The form is gone, so the reader is taken to what took its place.
  useEffect(() => heading.current?.focus(), []);
  const { name, clientId, secret } = revealed;
  return (
    <section aria-labelledby="revealed" className="max-w-2xl">
      <h2 id="revealed" ref={heading} tabIndex={-1} className="text-xl outline-none">
        “{name}” is ready
      </h2>
      <p className="mt-6 text-sm font-semibold">Client id</p>
      <CodeBlock id="client-id" label="client id" className="mt-2" code={clientId} />
      {secret && (
        <>
          <p className="mt-6 text-sm font-semibold">Client secret</p>
          <CodeBlock id="client-secret" label="client secret" className="mt-2" code={secret} />
          <Callout tone="warning" title="This is the only time that it is shown." className="mt-4">
            <p>Keep it on your server. Give the app a new one where it may have been seen.</p>
          </Callout>
        </>
      )}
      <p className="mt-8">
        <ButtonLink look="primary" href="/developers/apps">
          I have copied it
        </ButtonLink>
      </p>
    </section>
  );
}
