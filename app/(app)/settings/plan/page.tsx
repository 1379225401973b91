import type { Metadata } from 'next';
import { BillingLine } from '@/components/invoice/billing-summary';
import { BillingUnavailable, isUnavailable } from '@/components/invoice/unavailable';
import { PlanChoice } from '@/components/plan/plan-choice';
import { UpcomingInvoice } from '@/components/invoice/upcoming-invoice';
import { PageHeader, Section } from '@/components/ui/page-header';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import type { Principal } from '@/lib/auth/principal';
import { getBillingAccount, getUpcomingInvoice, listPlans } from '@/lib/billing/client';
import { changePlanAction } from './change-plan-action';

export const metadata: Metadata = { title: 'Plan' };

export default async function PlanPage() {
  const principal = await requirePrincipal('/settings/plan');
  const billing = await readBilling(principal);
  return (
    <>
      <PageHeader
        title="Plan"
        lead={`What a month costs in ${principal.mode} mode. Upgrades apply to the current month, downgrades from the next.`}
      />
      {billing ? (
        <>
          <PlanChoice
            account={billing.account}
            plans={billing.plans}
            action={principal.role === 'owner' ? changePlanAction : undefined}
          />
          <Section
            id="upcoming"
            title="This month so far"
            lead="Your invoice if the month ended now."
          >
            <UpcomingInvoice invoice={billing.upcoming} />
          </Section>
          <BillingLine />
        </>
      ) : (
        <BillingUnavailable />
      )}
    </>
  );
}

async function readBilling(principal: Principal) {
  try {
    const [account, plans, upcoming] = await Promise.all([
      getBillingAccount(principal),
      listPlans(principal),
      getUpcomingInvoice(principal),
    ]);
    return { account, plans, upcoming };
  } catch (error) {
    if (isUnavailable(error)) return null;
    throw error;
  }
}
