import type { Actor, UsageTotal } from '@/lib/billing/wire';
import { findOrCreateAccount } from './account.repository';
import { closeBillingDatabase, type Tenant } from './database';
import { periodBounds } from './billing-period';
import { issueInvoice } from './issue-invoice';
import { payInvoice } from './pay-invoice';
import { setPlan, upsertPlan } from './plan.repository';
import { PLANS } from './plan-catalog';
import { upsertTotals } from './usage-total.repository';

/** A month of demo usage, as the web application counted it. */
export type SeedUsage = Pick<UsageTotal, 'meter' | 'period' | 'quantity'>;

const HOUR_MS = 3_600_000;

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

/** The demo's usage: of each workspace, the whole months that were metered, oldest first. */
export type SeedBilling = {
  analyticalEngines: readonly SeedUsage[];
  compilerWorks: readonly SeedUsage[];
};

/** The second of the month after, in the morning; on the first, the present moment. */
function issueDay(period: string, now: Date): Date {
  const { end } = periodBounds(period);
  const usual = new Date(end.getTime() + 30 * HOUR_MS);
  return usual < now ? usual : now;
}

const periodsOf = (usage: readonly SeedUsage[]) =>
  [...new Set(usage.map(({ period }) => period))].sort();

async function recordUsage(tenant: Tenant, usage: readonly SeedUsage[]): Promise<void> {
  const { workspaceId, mode } = tenant;
  if (usage.length === 0) return;
  await upsertTotals(
    usage.map((total) => ({ ...total, workspace_id: workspaceId, mode, version: 0 })),
  );
}

/**
 * Writes the plans and the demo accounts: Ada's workspace on pro with an invoice for each month,
 * all but the newest paid, and Compiler Works on free with one invoice. Running it again with the
 * same usage changes nothing.
 * @param usage what the web application counted, so that each invoice agrees with its meters.
 */
export async function seedBilling(usage: SeedBilling, now = new Date()): Promise<void> {
  for (const plan of PLANS) await upsertPlan(plan);

  await recordUsage(ANALYTICAL_ENGINES, usage.analyticalEngines);
  const created = await findOrCreateAccount(ANALYTICAL_ENGINES);
  await setPlan(created.id, 'pro');
  const ada = await findOrCreateAccount(ANALYTICAL_ENGINES);
  const newest = periodsOf(usage.analyticalEngines).at(-1);
  for (const period of periodsOf(usage.analyticalEngines)) {
    const invoice = await issueInvoice(ada, period, issueDay(period, now));
    if (!invoice || period === newest) continue;
    const request = { method: 'pm_test_ok', idempotencyKey: `seed-${period}` };
    await payInvoice(ANALYTICAL_ENGINES, ADA, invoice, request);
  }

  const latest = periodsOf(usage.compilerWorks).at(-1);
  if (latest) {
    const ofLatest = usage.compilerWorks.filter(({ period }) => period === latest);
    await recordUsage(COMPILER_WORKS, ofLatest);
    const compilerWorks = await findOrCreateAccount(COMPILER_WORKS);
    await issueInvoice(compilerWorks, latest, issueDay(latest, now));
  }
  await closeBillingDatabase();
}
