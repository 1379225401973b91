import clsx from 'clsx';
import type { ComponentProps } from 'react';
import { PageLink } from './page-link';

export type ButtonLook = 'primary' | 'plain' | 'danger' | 'quiet' | 'bare';
type ButtonSize = 'normal' | 'small';

const BASE =
  'inline-flex items-center justify-center gap-2 rounded-sm text-sm font-semibold leading-5 transition-colors disabled:opacity-60';

const SIZES: Record<ButtonSize, string> = {
  normal: 'min-h-10 px-4 py-2',
  small: 'min-h-8 px-3 py-1',
};

const LOOKS: Record<ButtonLook, string> = {
  primary: 'bg-ink text-paper no-underline hover:bg-quiet',
  plain: 'border border-outline text-ink no-underline hover:border-ink hover:bg-sunk',
  danger: 'border border-accent text-accent no-underline hover:bg-accent hover:text-on-accent',
  // Stands in rows of text and takes no more room than they do.
  quiet: 'min-h-6 text-ink underline decoration-outline underline-offset-4 hover:decoration-ink',
  bare: 'text-ink no-underline hover:underline',
};

type ButtonStyle = { look?: ButtonLook; size?: ButtonSize; className?: string };

/** The class of a button, for elements that only look like one. */
export function buttonClass({ look = 'plain', size = 'normal', className }: ButtonStyle): string {
  return clsx(BASE, look !== 'quiet' && SIZES[size], LOOKS[look], className);
}

type ButtonProps = ComponentProps<'button'> & ButtonStyle;

/** A button. In a form it submits unless `type` says otherwise. */
export function Button({ look, size, className, ...props }: ButtonProps) {
  return <button className={buttonClass({ look, size, className })} {...props} />;
}

type ButtonLinkProps = ComponentProps<typeof PageLink> & ButtonStyle;

/** A link that looks like a button. */
export function ButtonLink({ look, size, className, ...props }: ButtonLinkProps) {
  return <PageLink className={buttonClass({ look, size, className })} {...props} />;
}
