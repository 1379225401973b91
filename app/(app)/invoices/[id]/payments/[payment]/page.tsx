import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { formatMoney } from '@/lib/billing/money';
import { BillingUnavailable, isUnavailable } from '@/components/invoice/unavailable';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { EmptyState } from '@/components/ui/empty-state';
import { Facts } from '@/components/ui/facts';
import { LocalTime } from '@/components/ui/local-time';
import { PageHeader } from '@/components/ui/page-header';
import { PageLink } from '@/components/ui/page-link';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import type { Principal } from '@/lib/auth/principal';
import type { Payment } from '@/lib/billing/wire';
import { listPayments } from '@/lib/billing/client';
import { ProblemError } from '@/lib/http/problem';
import { completePaymentAction } from './complete-payment-action';

export const metadata: Metadata = { title: 'Confirm the payment' };

type PaymentPageProps = { params: Promise<{ id: string; payment: string }> };

/** What the bank of the payer would show. In test mode it is ours, and both answers are to choose. */
export default async function PaymentPage({ params }: PaymentPageProps) {
  const { id, payment: paymentId } = await params;
  const back = `/invoices/${encodeURIComponent(id)}`;
  const principal = await requirePrincipal(`${back}/payments/${encodeURIComponent(paymentId)}`);
  const payments = await readPayments(principal, id);
  const payment = payments?.find((one) => one.id === paymentId);
  if (payments && !payment) notFound();
  return (
    <>
      <p className="mb-4 text-sm">
        <PageLink href={back}>Back to the invoice</PageLink>
      </p>
      <PageHeader
        title="Confirm the payment"
        lead="The bank of this card asks its owner before it pays."
      />
      {payment ? <Confirmation invoiceId={id} payment={payment} /> : <BillingUnavailable />}
    </>
  );
}

function Confirmation({ invoiceId, payment }: { invoiceId: string; payment: Payment }) {
  return (
    <>
      <Facts
        facts={[
          { term: 'Amount', value: formatMoney(payment.amount, payment.currency) },
          { term: 'Card', value: <code>{payment.method}</code> },
          { term: 'Begun', value: <LocalTime time={payment.created_at} precision="exact" /> },
        ]}
      />
      {payment.status === 'requires_action' ? (
        <form action={completePaymentAction} className="mt-6 flex flex-wrap gap-3">
          <input type="hidden" name="invoice" value={invoiceId} />
          <input type="hidden" name="payment" value={payment.id} />
          <Button look="primary" name="answer" value="approve">
            Approve
          </Button>
          <Button name="answer" value="refuse">
            Refuse
          </Button>
        </form>
      ) : (
        <EmptyState title={`This payment has ${payment.status}.`}>
          <p>There is nothing left to confirm.</p>
        </EmptyState>
      )}
      <Callout className="mt-8" title="In test mode">
        <p>No bank is asked and no money moves. With a real processor its own page stands here.</p>
      </Callout>
    </>
  );
}

async function readPayments(principal: Principal, id: string) {
  try {
    return await listPayments(principal, id);
  } catch (error) {
    if (error instanceof ProblemError && error.slug === 'not-found') notFound();
    if (isUnavailable(error)) return null;
    throw error;
  }
}
