import { Facts } from '@/components/ui/facts';
import { PageLink } from '@/components/ui/page-link';
import type { Principal } from '@/lib/auth/principal';
import { getBillingAccount } from '@/lib/billing/get-billing-account';
import { listInvoices } from '@/lib/billing/list-invoices';
import { BillingLine } from './billing-line';
import { InvoiceTable } from './invoice-table';
import { formatMoney } from './money';
import { BillingUnavailable, isUnavailable } from './unavailable';

const LATEST = 3;

async function readBilling(principal: Principal) {
  try {
    return await Promise.all([
      getBillingAccount(principal),
      listInvoices(principal, { limit: LATEST }),
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
  const [account, invoices] = billing;
  const { plan } = account;
  return (
    <>
      <Facts
        facts={[
          {
            term: 'Plan',
            value: `${plan.name}, ${formatMoney(plan.monthly_fee, plan.currency)} a month`,
          },
          { term: 'To pay', value: formatMoney(account.balance, plan.currency) },
        ]}
      />
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
