import { Badge, type BadgeTone } from '@/components/ui/badge';
import { DataTable } from '@/components/ui/data-table';
import { LocalTime } from '@/components/ui/local-time';
import { PageLink } from '@/components/ui/page-link';
import type { Payment } from '@/lib/billing/wire';
import { formatMoney } from '@/lib/billing/money';

const STATES: Record<Payment['status'], { tone: BadgeTone; text: string }> = {
  succeeded: { tone: 'good', text: 'succeeded' },
  declined: { tone: 'bad', text: 'declined' },
  requires_action: { tone: 'waiting', text: 'waits for the payer' },
};

type PaymentListProps = {
  invoiceId: string;
  payments: readonly Payment[];
  /** Whether a payment that waits can still be confirmed. */
  payable: boolean;
};

/** The attempts to pay an invoice, the last first. */
export function PaymentList({ invoiceId, payments, payable }: PaymentListProps) {
  return (
    <DataTable
      caption="Payments of the invoice"
      rows={payments}
      rowKey={(payment) => payment.id}
      columns={[
        {
          label: 'Time',
          heading: true,
          cell: (payment) => <LocalTime time={payment.created_at} precision="exact" />,
        },
        { label: 'Card', cell: (payment) => <code>{payment.method}</code> },
        {
          label: 'Status',
          cell: ({ id, status }) => (
            <span className="flex flex-wrap gap-x-4">
              <Badge tone={STATES[status].tone}>{STATES[status].text}</Badge>
              {status === 'requires_action' && payable && (
                <PageLink href={`/invoices/${invoiceId}/payments/${id}`}>Confirm it</PageLink>
              )}
            </span>
          ),
        },
        {
          label: 'Amount',
          numeric: true,
          cell: (payment) => formatMoney(payment.amount, payment.currency),
        },
      ]}
    />
  );
}
