import { DataTable } from '@/components/ui/data-table';
import { LocalTime } from '@/components/ui/local-time';
import { PageLink } from '@/components/ui/page-link';
import type { Invoice } from '@/lib/billing/wire';
import { InvoiceStatus } from './invoice-status';
import { formatMoney, formatPeriod } from '@/lib/billing/money';

/** Invoices, newest first. */
export function InvoiceTable({ invoices }: { invoices: readonly Invoice[] }) {
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
        { label: 'Status', cell: (invoice) => <InvoiceStatus status={invoice.status} /> },
        {
          label: 'Total',
          numeric: true,
          cell: (invoice) => formatMoney(invoice.total, invoice.currency),
        },
      ]}
    />
  );
}
