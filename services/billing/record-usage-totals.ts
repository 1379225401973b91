import type { UsageReceipt, UsageTotal } from '@/lib/billing/wire';
import { upsertTotals } from './usage-total.repository';

/**
 * Takes what the web application counted. Absolute totals with a version: sending them again, late
 * or out of order, changes nothing.
 */
export async function recordUsageTotals(totals: readonly UsageTotal[]): Promise<UsageReceipt> {
  const applied = await upsertTotals(totals);
  return { applied, ignored: totals.length - applied };
}
