import { billingDatabase } from './database';
import type { CatalogPlan } from './plan-catalog';

/** Writes a plan and its price list, replacing the list that was there. */
export async function upsertPlan(plan: CatalogPlan): Promise<void> {
  const { tiers, ...header } = plan;
  await billingDatabase().$transaction([
    billingDatabase().plan.upsert({ where: { key: plan.key }, create: header, update: header }),
    billingDatabase().planTier.deleteMany({ where: { planKey: plan.key } }),
    billingDatabase().planTier.createMany({
      data: tiers.map((tier, position) => ({ ...tier, position, planKey: plan.key })),
    }),
  ]);
}

/** Puts a tenant's account on a plan. */
export async function setPlan(accountId: string, planKey: string): Promise<void> {
  await billingDatabase().account.update({ where: { id: accountId }, data: { planKey } });
}
