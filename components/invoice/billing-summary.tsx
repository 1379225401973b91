import { QuotaList } from '@/components/plan/quota-list';
import { Facts } from '@/components/ui/facts';
import { PageLink } from '@/components/ui/page-link';
import type { Principal } from '@/lib/auth/principal';
import { getBillingAccount } from '@/lib/billing/get-billing-account';
import { listInvoices } from '@/lib/billing/list-invoices';
import { getUpcomingInvoice } from '@/lib/billing/list-plans';
import { listMeters } from '@/lib/usage/list-meters';
import { BillingLine } from './billing-line';
import { InvoiceTable } from './invoice-table';
import { formatMoney } from '@/lib/billing/money';
import { BillingUnavailable, isUnavailable } from './unavailable';

const LATEST = 3;

async function readBilling(principal: Principal) {
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

/** Plan, what is owed, the latest invoices, and how they came here. */
export async function BillingSummary({ principal }: { principal: Principal }) {
  const billing = await readBilling(principal);
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
                <PageLink href="/settings/plan">Prices and change</PageLink>
              </>
            ),
          },
          {
            term: 'This month so far',
            value: formatMoney(upcoming.total, upcoming.currency),
          },
          { term: 'To pay', value: formatMoney(account.balance, plan.currency) },
        ]}
      />
      <div className="mt-6">
        <QuotaList principal={principal} plan={plan} meters={meters.data} />
      </div>
      {invoices.data.length > 0 && (
        <div className="mt-6">
          <InvoiceTable invoices={invoices.data} />
          <p className="mt-3 text-sm">
            <PageLink href="/invoices">All invoices</PageLink>
          </p>
        </div>
      )}
      <BillingLine />
    </>
  );
}
