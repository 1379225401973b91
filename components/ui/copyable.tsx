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
export function Copyable({ id, what, children }: CopyableProps) {
  return (
    <span className="inline-flex max-w-full items-baseline gap-3">
      <span id={id} className="min-w-0">
        {children}
      </span>
      <CopyButton what={what} from={id} look="quiet" className="no-print shrink-0 text-xs" />
    </span>
  );
}
