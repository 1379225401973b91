import { fileURLToPath } from 'node:url';
import type { Actor, UsageTotal } from '@/lib/billing/wire';
import { findOrCreateAccount } from './account.repository';
import { closeBillingDatabase } from './database';
import { issueInvoice } from './issue-invoice';
import { payInvoice } from './pay-invoice';
import { setPlan, upsertPlan } from './plan.repository';
import { PLANS } from './plan-catalog';
import type { Tenant } from './tenant';
import { upsertTotals } from './usage-total.repository';

/** A month of demo usage, as the web application counted it. */
export type SeedUsage = Pick<UsageTotal, 'meter' | 'period' | 'quantity'>;

const ANALYTICAL_ENGINES: Tenant = {
  workspaceId: '01900000-0000-7000-8000-00000000b001',
  mode: 'test',
};
const COMPILER_WORKS: Tenant = {
  workspaceId: '01900000-0000-7000-8000-00000000b002',
  mode: 'test',
};

const ADA: Actor = {
  user_id: '01900000-0000-7000-8000-00000000a001',
  credential: 'operator',
  credential_id: 'seed',
};

const ADA_USAGE: readonly SeedUsage[] = [
  { meter: 'api_calls', period: '2026-09', quantity: '48210' },
  { meter: 'compute_seconds', period: '2026-09', quantity: '91827.5' },
  { meter: 'api_calls', period: '2026-10', quantity: '127043' },
  { meter: 'compute_seconds', period: '2026-10', quantity: '140311.25' },
];

const COMPILER_WORKS_USAGE: readonly SeedUsage[] = [
  { meter: 'api_calls', period: '2026-10', quantity: '1840' },
];

/** The second of the month after, in the morning. */
function issueDay(period: string): Date {
  const [year = 0, month = 0] = period.split('-').map(Number);
  return new Date(Date.UTC(year, month, 2, 6));
}

async function recordUsage(tenant: Tenant, usage: readonly SeedUsage[]): Promise<void> {
  const { workspaceId, mode } = tenant;
  if (usage.length === 0) return;
  await upsertTotals(
    usage.map((total) => ({ ...total, workspace_id: workspaceId, mode, version: 0 })),
  );
}

/**
 * Writes the plans and the demo accounts: Ada's workspace on pro with September 2026 paid and
 * October 2026 open, Compiler Works on free with one invoice. Running it again changes nothing.
 * @param adaUsage what the web application counted for Ada in September and October 2026.
 * @param compilerWorksUsage the same for Compiler Works in October 2026.
 */
export async function seedBilling(
  adaUsage: readonly SeedUsage[] = ADA_USAGE,
  compilerWorksUsage: readonly SeedUsage[] = COMPILER_WORKS_USAGE,
): Promise<void> {
  for (const plan of PLANS) await upsertPlan(plan);

  await recordUsage(ANALYTICAL_ENGINES, adaUsage);
  const created = await findOrCreateAccount(ANALYTICAL_ENGINES);
  await setPlan(created.id, 'pro');
  const ada = await findOrCreateAccount(ANALYTICAL_ENGINES);
  const september = await issueInvoice(ada, '2026-09', issueDay('2026-09'));
  await issueInvoice(ada, '2026-10', issueDay('2026-10'));
  if (september) {
    const request = { method: 'pm_test_ok', idempotencyKey: 'seed-2026-09' };
    await payInvoice(ANALYTICAL_ENGINES, ADA, september, request);
  }

  await recordUsage(COMPILER_WORKS, compilerWorksUsage);
  const compilerWorks = await findOrCreateAccount(COMPILER_WORKS);
  await issueInvoice(compilerWorks, '2026-10', issueDay('2026-10'));
  await closeBillingDatabase();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await seedBilling();
