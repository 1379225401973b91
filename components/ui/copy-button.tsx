import clsx from 'clsx';
import { buttonClass } from './button';

type CopyButtonProps = {
  /** What the button copies, for its accessible name: "Copy API key". */
  what: string;
  /** The id of the element whose text is copied. */
  from: string;
  look?: 'plain' | 'bare' | 'quiet' | 'primary';
  className?: string;
};

/**
 * Copies the text of another element. `public/page.js` does the work on every page, also on those
 * that load no framework; without a script the button keeps its place and does not show.
 */
export function CopyButton({ what, from, look = 'plain', className }: CopyButtonProps) {
  return (
    <button
      type="button"
      data-copy-from={from}
      aria-label={`Copy ${what}`}
      className={buttonClass({
        look,
        size: look === 'bare' ? 'small' : 'normal',
        className: clsx('needs-script needs-clipboard', className),
      })}
    >
      Copy
    </button>
  );
}
