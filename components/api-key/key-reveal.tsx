'use client';

import { useEffect, useRef } from 'react';
import { ButtonLink } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { CodeBlock } from '@/components/ui/code-block';
import { CopyButton } from '@/components/ui/copy-button';
import { KeyAnatomy } from './key-anatomy';

export type RevealedKey = { key: string; name: string; expires: string; origin: string };

/** The one time that a key is shown whole. */
export function KeyReveal({ revealed, title }: { revealed: RevealedKey; title: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  // The form is gone, so the reader is taken to what took its place.
  useEffect(() => heading.current?.focus(), []);
  const { key, expires, origin } = revealed;
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
        <CopyButton what="API key" from="new-key" className="mt-5" />
      </div>
      <h3 className="mt-8 text-sm font-semibold">Try it</h3>
      <CodeBlock
        id="new-key-call"
        label="curl line"
        className="mt-2"
        code={`curl -H "X-API-Key: ${key}" ${origin}/api/v1/me`}
      />
      <p className="mt-8">
        <ButtonLink look="primary" href="/settings/api-keys">
          I have copied it
        </ButtonLink>
      </p>
    </section>
  );
}
