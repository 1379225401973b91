import clsx from 'clsx';
import type { ReactNode } from 'react';

type CalloutProps = {
  title?: string;
  tone?: 'note' | 'warning';
  role?: 'status' | 'alert';
  className?: string;
  children: ReactNode;
};

/** A remark set off from the text by a rule at its side. */
export function Callout({ title, tone = 'note', role, className, children }: CalloutProps) {
  return (
    <div
      role={role}
      className={clsx(
        'max-w-prose border-l-2 py-1 pl-4 text-sm',
        tone === 'warning' ? 'border-accent' : 'border-outline',
        className,
      )}
    >
      {title && (
        <p className={clsx('font-semibold', tone === 'warning' && 'text-accent')}>{title}</p>
      )}
      <div className="space-y-2">{children}</div>
    </div>
  );
}
