import clsx from 'clsx';
import type { ComponentProps } from 'react';
import { PageLink } from '@/components/ui/page-link';

export type ButtonLook = 'primary' | 'plain' | 'danger' | 'quiet';

const BASE =
  'inline-flex min-h-10 items-center justify-center gap-2 rounded-sm px-4 py-2 text-sm font-semibold leading-5 no-underline transition-colors disabled:opacity-60';

const LOOKS: Record<ButtonLook, string> = {
  primary: 'bg-ink text-paper hover:bg-accent hover:text-on-accent',
  plain: 'border border-outline text-ink hover:border-ink hover:bg-sunk',
  danger: 'border border-accent text-accent hover:bg-accent hover:text-on-accent',
  quiet: 'px-2 text-ink underline decoration-outline underline-offset-4 hover:decoration-accent',
};

/** The class of a button, for elements that only look like one. */
export function buttonClass(look: ButtonLook = 'plain', className?: string): string {
  return clsx(BASE, LOOKS[look], className);
}

type ButtonProps = ComponentProps<'button'> & { look?: ButtonLook };

/** A button. In a form it submits unless `type` says otherwise. */
export function Button({ look, className, ...props }: ButtonProps) {
  return <button className={buttonClass(look, className)} {...props} />;
}

type ButtonLinkProps = ComponentProps<typeof PageLink> & { look?: ButtonLook };

/** A link that looks like a button. */
export function ButtonLink({ look, className, ...props }: ButtonLinkProps) {
  return <PageLink className={buttonClass(look, className)} {...props} />;
}
