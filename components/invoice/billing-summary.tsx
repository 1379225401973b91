import { StyleMark } from '@/components/auth-style/style-mark';
import { QuotaList } from '@/components/plan/quota-list';
import { Facts } from '@/components/ui/facts';
import { PageLink } from '@/components/ui/page-link';
import type { Principal } from '@/lib/auth/principal';
import { describeBillingConnection } from '@/lib/billing/billing-connection';
import { getBillingAccount, getUpcomingInvoice, listInvoices } from '@/lib/billing/client';
import { formatMoney } from '@/lib/billing/money';
import { canPay, countDaysOverdue, describeOverdue } from '@/lib/billing/open-invoice';
import { type Invoice, MAX_INVOICE_TOTAL, type UpcomingInvoice } from '@/lib/billing/wire';
import { listMeters } from '@/lib/usage/list-meters';
import { InvoiceTable, PayLink } from './invoice-table';
import { BillingUnavailable, isUnavailable } from './unavailable';

const LATEST = 3;

type Billing = Awaited<ReturnType<typeof readBilling>>;

/** All that the summary shows; null where billing can't be reached. */
export async function readBilling(principal: Principal) {
  try {
    return await Promise.all([
      getBillingAccount(principal),
      listInvoices(principal, { limit: LATEST }),
      getUpcomingInvoice(principal),
      listMeters(principal),
    ]);
  } catch (error) {
    if (isUnavailable(error)) return null;
    throw error;
  }
}

type BillingSummaryProps = { principal: Principal; reading: Billing | Promise<Billing> };

/** Plan, what is owed, the latest invoices, and how they came here. */
export async function BillingSummary({ principal, reading }: BillingSummaryProps) {
  const billing = await reading;
  if (!billing) return <BillingUnavailable />;
  const [account, invoices, upcoming, meters] = billing;
  const { plan, next_plan: next } = account;
  return (
    <>
      <Facts
        facts={[
          {
            term: 'Plan',
            value: (
              <>
                {plan.name}, {formatMoney(plan.monthly_fee, plan.currency)} a month
                {next && `; ${next.name} from ${next.from} on`}{' '}
                <PageLink href="/settings/plan">Change plan</PageLink>
              </>
            ),
          },
          {
            term: 'This month so far',
            value: <Upcoming invoice={upcoming} />,
          },
          {
            term: 'Amount due',
            value: (
              <>
                {formatMoney(account.balance, plan.currency)}
                <Oldest invoices={invoices.data} payable={canPay(principal)} />
              </>
            ),
          },
        ]}
      />
      <div className="mt-6">
        <QuotaList principal={principal} plan={plan} meters={meters.data} />
      </div>
      {invoices.data.length > 0 && (
        <div className="mt-6">
          <InvoiceTable invoices={invoices.data} payable={canPay(principal)} />
          <p className="mt-3 text-sm">
            <PageLink href="/invoices">All invoices</PageLink>
          </p>
        </div>
      )}
      <BillingLine />
    </>
  );
}

type OldestProps = { invoices: readonly Invoice[]; payable: boolean };

/** For how long the oldest open one of the latest invoices has been overdue, and the way to pay it. */
function Oldest({ invoices, payable }: OldestProps) {
  const invoice = invoices.findLast(({ status }) => status === 'open');
  if (!invoice) return null;
  const days = countDaysOverdue(invoice);
  return (
    <>
      {days !== null && <strong className="text-accent">, {describeOverdue(days)}</strong>}
      {payable && (
        <>
          {' '}
          <PayLink invoice={invoice} />
        </>
      )}
    </>
  );
}

function Upcoming({ invoice: { total, currency } }: { invoice: UpcomingInvoice }) {
  if (total !== null) return formatMoney(total, currency);
  return (
    <>
      more than {formatMoney(MAX_INVOICE_TOTAL, currency)}, the most that an invoice can hold{' '}
      <PageLink href="/settings/plan#upcoming">What that means</PageLink>
    </>
  );
}

/** How these figures came here: the handshake with billing in one quiet line. */
export async function BillingLine() {
  const connection = await describeBillingConnection();
  if (!connection) return null;
  const minutes = Math.round((connection.nextRotation.getTime() - Date.now()) / 60_000);
  return (
    <p className="mt-4 flex gap-2 text-xs text-quiet">
      <StyleMark name="mtls" className="mt-px" />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        over mTLS: {connection.protocol}, <code>{connection.local.spiffeId}</code> ↔{' '}
        <code>{connection.remote.spiffeId}</code>, certificate renews{' '}
        {minutes > 0 ? `in ${minutes} min` : 'now'} <PageLink href="/status">details</PageLink>
      </span>
    </p>
  );
}
