import type { ReactNode } from 'react';
import { CopyButton } from './copy-button';

type CopyableProps = {
  /** An id that is unique on the page. */
  id: string;
  /** What it is, for the copy button: "client id". */
  what: string;
  children: ReactNode;
};

/** A value in a line of text, with a button that copies it. */
function Copyable({ id, what, children }: CopyableProps) {
  return (
    <span className="inline-flex max-w-full items-baseline gap-3">
      <span id={id} className="min-w-0">
        {children}
      </span>
      <CopyButton what={what} from={id} look="quiet" className="no-print shrink-0 text-xs" />
    </span>
  );
}

export type Fact = {
  term: string;
  value: ReactNode;
  /** What its copy button copies, for what people paste elsewhere: "request id". */
  copy?: string;
};

/** Terms and their values, one a line. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="border-y border-rule text-sm">
      {facts.map((fact) => (
        <div
          key={fact.term}
          className="grid gap-x-6 border-b border-rule py-2.5 last:border-b-0 sm:grid-cols-[11rem_minmax(0,1fr)]"
        >
          <dt className="text-quiet">{fact.term}</dt>
          <dd className="min-w-0 [overflow-wrap:anywhere]">
            {fact.copy ? (
              <Copyable id={`fact-${fact.copy.replaceAll(' ', '-')}`} what={fact.copy}>
                {fact.value}
              </Copyable>
            ) : (
              fact.value
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
