import { InvoiceLines } from '@/components/invoice/invoice-lines';
import { EmptyState } from '@/components/ui/empty-state';
import type { UpcomingInvoice as Upcoming } from '@/lib/billing/wire';

/** The invoice that the month would get now. */
export function UpcomingInvoice({ invoice }: { invoice: Upcoming }) {
  if (invoice.lines.length === 0) {
    return (
      <EmptyState title="Nothing to charge yet.">
        <p>Usage reaches billing within seconds after it was sent.</p>
      </EmptyState>
    );
  }
  return <InvoiceLines invoice={invoice} />;
}
