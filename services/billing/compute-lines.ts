import { type AccountRow, planIn } from './account.repository';
import type { BillingPeriod } from './billing-period';
import type { Database } from './database';
import { readBilledQuantities } from './invoice.repository';
import { toPricedPlan } from './to-wire';
import { type PricedLine, priceFee, priceUsage } from './price-usage';
import { readTotals } from './usage-total.repository';

/**
 * The lines of an account's invoice for a month: its plan, its usage, and what came late for months
 * that were invoiced before. Late usage continues in the tiers of its own month, so that it costs
 * what it would have cost in time; no quantity is charged twice and none is forgotten.
 */
export async function computeLines(
  account: AccountRow,
  period: BillingPeriod,
  db?: Database,
): Promise<PricedLine[]> {
  const { workspaceId, mode } = account;
  const billed = await readBilledQuantities(account.id, db);
  const earlier = [...billed.keys()].filter((month) => month < period).sort();
  const lines = priceFee(toPricedPlan(planIn(account, period)));
  for (const month of [period, ...earlier]) {
    lines.push(
      ...priceUsage(
        toPricedPlan(planIn(account, month)),
        month,
        await readTotals({ workspaceId, mode }, month, db),
        { billed: billed.get(month), late: month !== period },
      ),
    );
  }
  return lines;
}
