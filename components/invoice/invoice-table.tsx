import { Badge, type BadgeTone } from '@/components/ui/badge';
import { DataTable } from '@/components/ui/data-table';
import { LocalTime } from '@/components/ui/local-time';
import { PageLink } from '@/components/ui/page-link';
import { countDaysOverdue, describeOverdue } from '@/lib/billing/open-invoice';
import { formatMoney, formatPeriod } from '@/lib/billing/money';
import type { Invoice } from '@/lib/billing/wire';

const TONES: Record<Invoice['status'], BadgeTone> = {
  open: 'waiting',
  paid: 'good',
  void: 'neutral',
};

/** Whether an invoice is paid, and for how long it has been overdue. */
export function InvoiceStatus({ invoice }: { invoice: Pick<Invoice, 'status' | 'due_at'> }) {
  const days = countDaysOverdue(invoice);
  if (days !== null) return <Badge tone="bad">{describeOverdue(days)}</Badge>;
  return <Badge tone={TONES[invoice.status]}>{invoice.status}</Badge>;
}

type InvoiceTableProps = {
  invoices: readonly Invoice[];
  /** Whether the reader can pay them. */
  payable: boolean;
};

/** Invoices, newest first. */
export function InvoiceTable({ invoices, payable }: InvoiceTableProps) {
  return (
    <DataTable
      caption="Invoices"
      rows={invoices}
      rowKey={(invoice) => invoice.id}
      columns={[
        {
          label: 'Month',
          heading: true,
          cell: (invoice) => (
            <PageLink href={`/invoices/${invoice.id}`}>{formatPeriod(invoice.period)}</PageLink>
          ),
        },
        { label: 'Number', cell: (invoice) => <code>{invoice.number}</code> },
        { label: 'Due', cell: (invoice) => <LocalTime time={invoice.due_at} precision="date" /> },
        { label: 'Status', cell: (invoice) => <InvoiceStatus invoice={invoice} /> },
        {
          label: 'Total',
          numeric: true,
          cell: (invoice) => (
            <span className="inline-flex gap-x-3">
              {payable && <PayLink invoice={invoice} />}
              {formatMoney(invoice.total, invoice.currency)}
            </span>
          ),
        },
      ]}
    />
  );
}

/** Leads to the form that pays an open invoice; nothing for any other. */
export function PayLink({ invoice }: { invoice: Pick<Invoice, 'id' | 'status' | 'period'> }) {
  if (invoice.status !== 'open') return null;
  return (
    <PageLink
      href={`/invoices/${invoice.id}#pay`}
      aria-label={`Pay ${formatPeriod(invoice.period)}`}
      className="no-print"
    >
      Pay
    </PageLink>
  );
}
