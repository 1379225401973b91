import type { ReactNode } from 'react';

type PageHeaderProps = {
  title: ReactNode;
  /** One or two sentences under the title. */
  lead?: ReactNode;
  /** What one can do here, at the right. */
  actions?: ReactNode;
};

/** The head of a page. */
export function PageHeader({ title, lead, actions }: PageHeaderProps) {
  return (
    <div className="mb-8 flex flex-wrap items-end justify-between gap-x-8 gap-y-4">
      <div className="min-w-0">
        <h1 className="text-2xl">{title}</h1>
        {lead && <p className="mt-2 max-w-prose text-quiet">{lead}</p>}
      </div>
      {actions && <div className="flex flex-wrap gap-3">{actions}</div>}
    </div>
  );
}

/** A part of a page, with a heading over a hairline. */
export function Section({
  title,
  lead,
  id,
  children,
}: {
  title: ReactNode;
  lead?: ReactNode;
  id: string;
  children: ReactNode;
}) {
  return (
    <section aria-labelledby={id} className="mt-12 first:mt-0">
      <h2 id={id} className="text-xl">
        {title}
      </h2>
      {lead && <p className="mt-1 max-w-prose text-sm text-quiet">{lead}</p>}
      <div className="mt-4">{children}</div>
    </section>
  );
}
