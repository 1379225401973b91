import type { BillingPeriod } from './billing-period';
import { billingDatabase, type Database } from './database';
import type { CatalogPlan } from './plan-catalog';
import type { PlanRow } from './account.repository';

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

/** The plans on offer, the cheapest first. */
export function findPlans(): Promise<PlanRow[]> {
  return billingDatabase().plan.findMany({
    include: { tiers: { orderBy: [{ meter: 'asc' }, { position: 'asc' }] } },
    orderBy: [{ monthlyFee: 'asc' }, { key: 'asc' }],
  });
}

/** Puts a tenant's account on a plan from its beginning, for seeds. */
export async function setPlan(accountId: string, planKey: string): Promise<void> {
  await billingDatabase().account.update({ where: { id: accountId }, data: { planKey } });
}

/** Locks an account until the transaction ends, so that two changes of plan wait for each other. */
export async function lockAccount(db: Database, id: string): Promise<void> {
  await db.$queryRaw`SELECT 1 FROM "billing"."account" WHERE "id" = ${id}::uuid FOR UPDATE`;
}

/** Writes the plan from a month on, and forgets what was planned for later. */
export async function insertPlanChange(
  db: Database,
  change: { accountId: string; fromPeriod: BillingPeriod; planKey: string; actor: string },
): Promise<void> {
  const { accountId, fromPeriod, planKey, actor } = change;
  await dropLaterChanges(db, accountId, fromPeriod);
  await db.planChange.upsert({
    where: { accountId_fromPeriod: { accountId, fromPeriod } },
    create: change,
    update: { planKey, actor },
  });
}

/** Forgets what was planned for after a month. */
export async function dropLaterChanges(
  db: Database,
  accountId: string,
  period: BillingPeriod,
): Promise<void> {
  await db.planChange.deleteMany({ where: { accountId, fromPeriod: { gt: period } } });
}
