import clsx from 'clsx';
import { Facts } from '@/components/ui/facts';
import { PageLink } from '@/components/ui/page-link';

const METERS = 2;
const INVOICES = 3;

/**
 * Takes the room of `BillingSummary` while billing is asked, so that nothing below moves when it
 * answers.
 * @param withInvoices whether there has been usage, and with it invoices.
 */
export function BillingSkeleton({ withInvoices }: { withInvoices: boolean }) {
  return (
    <div role="status" aria-label="Loading">
      <Facts
        facts={[
          { term: 'Plan', value: <Line className="w-64" /> },
          { term: 'This month so far', value: <Line className="w-20" /> },
          { term: 'Amount due', value: <Line className="w-20" /> },
        ]}
      />
      <div className="mt-6 space-y-4 text-sm">
        {places(METERS).map((place) => (
          <div key={place}>
            <Line className="w-40 sm:w-full" />
            <Line className="w-56 sm:hidden" />
            <span className="mt-1.5 block h-1.5 bg-rule" />
            {withInvoices && <Line className="mt-1 w-48" small />}
          </div>
        ))}
      </div>
      {withInvoices && (
        <div className="@container/rows mt-6 border-y border-rule text-sm">
          <Line className="my-2 w-24 @max-[44rem]/rows:hidden" small />
          {places(INVOICES).map((place) => (
            <div
              key={place}
              className="h-42 border-t border-rule py-2.5 first:border-t-0 @min-[44rem]/rows:h-auto"
            >
              <Line className="w-full" />
            </div>
          ))}
        </div>
      )}
      {withInvoices && <Line className="mt-3 w-20 text-sm" />}
      <Line className="mt-4 w-2/3 max-sm:h-[4lh]" small />
      <noscript>
        <PageLink href="/invoices">Invoices</PageLink>
      </noscript>
    </div>
  );
}

const places = (count: number) => Array.from({ length: count }, (_, index) => index);

/** As high as a line of the text around it. */
function Line({ className, small = false }: { className: string; small?: boolean }) {
  return (
    <span className={`flex h-[1lh] items-center ${small ? 'text-xs' : ''} ${className}`}>
      <Skeleton className="w-full max-w-full" />
    </span>
  );
}

/** Holds the place of one line while it loads. */
function Skeleton({ className }: { className?: string }) {
  return (
    <span
      aria-hidden
      className={clsx(
        'block h-4 animate-pulse rounded-sm bg-rule motion-reduce:animate-none',
        className,
      )}
    />
  );
}
