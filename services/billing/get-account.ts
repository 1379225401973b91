import type { BillingAccount, Plan } from '@/lib/billing/wire';
import { currentPlans, findOrCreateAccount } from './account.repository';
import { nextPeriod, periodOf } from './billing-period';
import { balanceOf } from './ledger.repository';
import { findPlans } from './plan.repository';
import { toWirePlan } from './to-wire';
import type { Tenant } from './database';

/** The tenant's plan, the one that follows it, and what it owes. */
export async function getAccount(tenant: Tenant, now = new Date()): Promise<BillingAccount> {
  const account = await findOrCreateAccount(tenant);
  const { current, next } = currentPlans(account, now);
  return {
    workspace_id: account.workspaceId,
    mode: account.mode,
    plan: toWirePlan(current),
    next_plan:
      next.key === current.key
        ? null
        : { key: next.key, name: next.name, from: nextPeriod(periodOf(now)) },
    balance: Number(await balanceOf(tenant, 'receivable')),
  };
}

/** The plans on offer, the cheapest first. */
export async function listPlans(): Promise<{ plans: Plan[] }> {
  return { plans: (await findPlans()).map(toWirePlan) };
}
