import clsx from 'clsx';
import { CopyButton } from './copy-button';

type CodeBlockProps = {
  code: string;
  /** An id that is unique on the page. */
  id: string;
  /** What the code is, for the copy button and screen readers. */
  label: string;
  /** Wrap long lines instead of scrolling inside the block. */
  wrap?: boolean;
  className?: string;
};

/** Lines to read or to paste, with a copy button. */
export function CodeBlock({ code, id, label, wrap = false, className }: CodeBlockProps) {
  return (
    <div className={clsx('flex items-start border-y border-rule bg-sunk', className)}>
      <pre
        // Scrolls on narrow screens, so the keyboard must reach it.
        tabIndex={wrap ? undefined : 0}
        role={wrap ? undefined : 'region'}
        aria-label={wrap ? undefined : label}
        className={clsx(
          'min-w-0 flex-1 px-4 py-3 text-sm leading-6',
          wrap ? 'whitespace-pre-wrap [overflow-wrap:anywhere]' : 'overflow-x-auto',
        )}
      >
        <code id={id}>{code}</code>
      </pre>
      <CopyButton what={label} from={id} look="bare" className="mt-2 shrink-0" />
    </div>
  );
}
