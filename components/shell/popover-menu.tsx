import clsx from 'clsx';
import type { ReactNode } from 'react';

type PopoverMenuProps = {
  id: string;
  /** The accessible name of the button. */
  label: string;
  button: ReactNode;
  className?: string;
  popupClassName?: string;
  children: ReactNode;
};

/**
 * A button that opens a panel under the top bar. The platform's popover: Escape, a click outside and
 * the focus order come with it, and it needs no script.
 */
export function PopoverMenu(props: PopoverMenuProps) {
  const { id, label, button, className, popupClassName, children } = props;
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        aria-label={label}
        className={clsx(
          'inline-flex min-h-10 items-center gap-2 rounded-sm px-2 text-sm hover:bg-sunk',
          className,
        )}
      >
        {button}
        <svg viewBox="0 0 10 6" aria-hidden className="w-2.5 shrink-0 text-quiet">
          <path d="M1 1l4 4 4-4" fill="none" stroke="currentColor" strokeWidth="1.5" />
        </svg>
      </button>
      <div
        id={id}
        popover="auto"
        className={clsx(
          'fixed top-16 m-0 max-h-[calc(100dvh-5rem)] w-72 max-w-[calc(100vw-2rem)] overflow-y-auto rounded-sm border border-outline bg-raised p-3 text-ink shadow-[0_8px_30px_var(--shadow)]',
          popupClassName,
        )}
      >
        {children}
      </div>
    </>
  );
}
