import { Callout } from '@/components/ui/callout';
import { EmptyState } from '@/components/ui/empty-state';
import { PageLink } from '@/components/ui/page-link';
import { formatMoney } from '@/lib/billing/money';
import { MAX_INVOICE_TOTAL, type UpcomingInvoice as Upcoming } from '@/lib/billing/wire';
import { InvoiceLines } from './invoice-lines';

/** The invoice that the month would get now. */
export function UpcomingInvoice({ invoice }: { invoice: Upcoming }) {
  const { total, lines, currency } = invoice;
  if (total === null) return <TooMuch currency={currency} />;
  if (lines.length === 0) {
    return (
      <EmptyState title="Nothing to charge yet.">
        <p>Usage reaches billing within seconds after it was sent.</p>
      </EmptyState>
    );
  }
  return <InvoiceLines invoice={{ total, lines, currency }} />;
}

function TooMuch({ currency }: { currency: string }) {
  return (
    <Callout tone="warning" title={`More than ${formatMoney(MAX_INVOICE_TOTAL, currency)}`}>
      <p>
        That is the most that an invoice can hold, so as it stands this month gets none. Nothing of
        the usage is lost. Look for a quantity that is wrong among the{' '}
        <PageLink href="/events">events</PageLink>, and tell your Tollgate administrator.
      </p>
    </Callout>
  );
}
