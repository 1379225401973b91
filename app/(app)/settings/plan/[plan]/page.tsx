import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { describeChange } from '@/components/plan/plan-choice';
import { BillingUnavailable, isUnavailable } from '@/components/invoice/unavailable';
import { Button, ButtonLink } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import type { Principal } from '@/lib/auth/principal';
import { getBillingAccount, listPlans } from '@/lib/billing/client';
import { changePlanAction } from '../change-plan-action';

export const metadata: Metadata = { title: 'Change the plan' };

/** The question of the dialog as a page, for where no script runs. */
export default async function ChangePlanPage({ params }: { params: Promise<{ plan: string }> }) {
  const { plan: key } = await params;
  const principal = await requirePrincipal('/settings/plan');
  const billing = await readBilling(principal);
  if (!billing) {
    return (
      <>
        <PageHeader title="Change the plan" />
        <BillingUnavailable />
      </>
    );
  }
  const { account, plans } = billing;
  const plan = plans.find((one) => one.key === key);
  if (!plan) notFound();
  return (
    <>
      <PageHeader title={`Change to ${plan.name}?`} lead={describeChange(account, plan)} />
      <form action={changePlanAction} className="flex gap-3">
        <input type="hidden" name="plan" value={plan.key} />
        <Button look="primary">Change the plan</Button>
        <ButtonLink href="/settings/plan">Cancel</ButtonLink>
      </form>
    </>
  );
}

async function readBilling(principal: Principal) {
  try {
    const [account, plans] = await Promise.all([
      getBillingAccount(principal),
      listPlans(principal),
    ]);
    return { account, plans };
  } catch (error) {
    if (isUnavailable(error)) return null;
    throw error;
  }
}
