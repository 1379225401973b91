import clsx from 'clsx';
import { CopyButton } from './copy-button';

type CodeBlockProps = {
  code: string;
  /** An id that is unique on the page. */
  id: string;
  /** What the code is, for the name of the copy button. */
  label: string;
  className?: string;
};

/** Lines to read or to paste, with a copy button. Long ones wrap: nothing is out of sight. */
export function CodeBlock({ code, id, label, className }: CodeBlockProps) {
  return (
    <div
      className={clsx(
        'flex flex-col-reverse border-y border-rule bg-sunk sm:flex-row sm:items-start',
        className,
      )}
    >
      <pre className="min-w-0 flex-1 px-4 py-3 text-sm leading-6 whitespace-pre-wrap [overflow-wrap:anywhere]">
        <code id={id}>{code}</code>
      </pre>
      <CopyButton
        what={label}
        from={id}
        look="bare"
        className="shrink-0 self-end max-sm:-mb-3 sm:mt-2 sm:self-auto"
      />
    </div>
  );
}
