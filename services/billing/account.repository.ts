import { newId } from '@/lib/public-id';
import { type BillingPeriod, nextPeriod, periodOf } from './billing-period';
import { billingDatabase, type Database, type Tenant } from './database';
import type { Account, Plan, PlanChange, PlanTier, Prisma } from './prisma/generated/client';

export type PlanRow = Plan & { tiers: PlanTier[] };
export type AccountRow = Account & { plan: PlanRow; changes: (PlanChange & { plan: PlanRow })[] };

const DEFAULT_PLAN = 'free';
const WITH_TIERS = {
  include: { tiers: { orderBy: [{ meter: 'asc' }, { position: 'asc' }] } },
} satisfies Prisma.PlanDefaultArgs;
const WITH_PLAN = {
  plan: WITH_TIERS,
  changes: { include: { plan: WITH_TIERS }, orderBy: { fromPeriod: 'asc' } },
} satisfies Prisma.AccountInclude;

/** The tenant's account; a tenant that billing hears of for the first time gets the free plan. */
export async function findOrCreateAccount(
  tenant: Tenant,
  db: Database = billingDatabase(),
): Promise<AccountRow> {
  const where = { workspaceId_mode: { workspaceId: tenant.workspaceId, mode: tenant.mode } };
  const found = await db.account.findUnique({ where, include: WITH_PLAN });
  if (found) return found;
  await db.account.createMany({
    data: [{ id: newId(), ...tenant, planKey: DEFAULT_PLAN }],
    skipDuplicates: true,
  });
  return db.account.findUniqueOrThrow({ where, include: WITH_PLAN });
}

/** Every account, for a run over all of them. */
export function listAccounts(): Promise<AccountRow[]> {
  return billingDatabase().account.findMany({ include: WITH_PLAN, orderBy: { id: 'asc' } });
}

/** The plan that an account has in a month. */
export function planIn(account: AccountRow, period: BillingPeriod): PlanRow {
  return account.changes.findLast(({ fromPeriod }) => fromPeriod <= period)?.plan ?? account.plan;
}

/** The plans of this month and of the next. */
export function currentPlans(account: AccountRow, now: Date): { current: PlanRow; next: PlanRow } {
  const period = periodOf(now);
  return { current: planIn(account, period), next: planIn(account, nextPeriod(period)) };
}
