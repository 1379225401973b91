import { newId } from '@/lib/public-id';
import { billingDatabase, type Database } from './database';
import type { Account, Plan, PlanTier, Prisma } from './prisma/generated/client';
import type { Tenant } from './tenant';

export type AccountRow = Account & { plan: Plan & { tiers: PlanTier[] } };

const DEFAULT_PLAN = 'free';
const WITH_PLAN = {
  plan: { include: { tiers: { orderBy: [{ meter: 'asc' }, { position: 'asc' }] } } },
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
