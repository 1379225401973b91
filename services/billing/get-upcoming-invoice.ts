import type { UpcomingInvoice } from '@/lib/billing/wire';
import { findOrCreateAccount, planIn } from './account.repository';
import { periodOf } from './billing-period';
import { computeLines } from './compute-lines';
import { toWireLine } from './invoice-view';
import { sumLines } from './price-usage';
import type { Tenant } from './tenant';

/** The invoice that this month would get with the usage that billing knows now. */
export async function getUpcomingInvoice(
  tenant: Tenant,
  now = new Date(),
): Promise<UpcomingInvoice> {
  const account = await findOrCreateAccount(tenant);
  const period = periodOf(now);
  const lines = await computeLines(account, period);
  return {
    period,
    currency: planIn(account, period).currency,
    total: Number(sumLines(lines)),
    lines: lines.map(toWireLine),
  };
}
