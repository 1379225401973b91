import type { BillingAccount, Plan } from '@/lib/billing/wire';
import { type AccountRow, findOrCreateAccount } from './account.repository';
import { decimalText } from './invoice-view';
import { balanceOf } from './ledger.repository';
import type { Tenant } from './tenant';

function toWirePlan({ plan }: AccountRow): Plan {
  return {
    key: plan.key,
    name: plan.name,
    currency: plan.currency,
    monthly_fee: Number(plan.monthlyFee),
    tiers: plan.tiers.map((tier) => ({
      meter: tier.meter,
      up_to: tier.upTo === null ? null : decimalText(tier.upTo),
      unit_price: decimalText(tier.unitPrice),
    })),
  };
}

/** The tenant's plan and what it owes. */
export async function getAccount(tenant: Tenant): Promise<BillingAccount> {
  const account = await findOrCreateAccount(tenant);
  return {
    workspace_id: account.workspaceId,
    mode: account.mode,
    plan: toWirePlan(account),
    balance: Number(await balanceOf(tenant, 'receivable')),
  };
}
