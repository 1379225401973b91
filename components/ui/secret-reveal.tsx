'use client';

import { type ReactNode, useEffect, useRef } from 'react';
import { ButtonLink } from './button';
import { Callout } from './callout';
import { CopyButton } from './copy-button';

type SecretRevealProps = {
  title: string;
  secret: string;
  /** What it is, for the copy button: "signing secret". */
  what: string;
  href: string;
  children?: ReactNode;
};

/** The one time that a secret is shown. */
export function SecretReveal({ title, secret, what, href, children }: SecretRevealProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section aria-labelledby="revealed">
      <h2 id="revealed" ref={heading} tabIndex={-1} className="text-xl outline-none">
        {title}
      </h2>
      <Callout tone="warning" title="This is the only time that it is shown." className="mt-4">
        {children}
      </Callout>
      <div className="mt-6 border-y border-rule py-5">
        <code id="new-secret" className="block text-lg [overflow-wrap:anywhere]">
          {secret}
        </code>
        <CopyButton what={what} from="new-secret" className="mt-4" />
      </div>
      <p className="mt-8">
        <ButtonLink look="primary" href={href}>
          I have copied it
        </ButtonLink>
      </p>
    </section>
  );
}
