import type { ReactNode } from 'react';

/** Says why a place is empty and what to do about it. */
export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="border-y border-rule py-10">
      <p className="font-serif text-xl font-semibold">{title}</p>
      {children && <div className="mt-2 max-w-prose space-y-4 text-quiet">{children}</div>}
    </div>
  );
}
