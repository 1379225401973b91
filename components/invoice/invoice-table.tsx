import { Badge, type BadgeTone } from '@/components/ui/badge';
import { DataTable } from '@/components/ui/data-table';
import { LocalTime } from '@/components/ui/local-time';
import { PageLink } from '@/components/ui/page-link';
import { formatMoney, formatPeriod } from '@/lib/billing/money';
import type { Invoice } from '@/lib/billing/wire';

const TONES: Record<Invoice['status'], BadgeTone> = {
  open: 'waiting',
  paid: 'good',
  void: 'neutral',
};

/** Whether an invoice is paid. */
export function InvoiceStatus({ status }: { status: Invoice['status'] }) {
  return <Badge tone={TONES[status]}>{status}</Badge>;
}

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
