import type { UpcomingInvoice } from '@/lib/billing/wire';
import { findOrCreateAccount, planIn } from './account.repository';
import { periodOf } from './billing-period';
import { computeLines } from './compute-lines';
import { toWireLine } from './invoice-view';
import { fitsInvoice, sumLines } from './price-usage';
import type { Tenant } from './tenant';

/** The invoice that this month would get with the usage that billing knows now. */
export async function getUpcomingInvoice(
  tenant: Tenant,
  now = new Date(),
): Promise<UpcomingInvoice> {
  const account = await findOrCreateAccount(tenant);
  const period = periodOf(now);
  const lines = await computeLines(account, period);
  const { currency } = planIn(account, period);
  if (!fitsInvoice(lines)) return { period, currency, total: null, lines: [] };
  return {
    period,
    currency,
    total: Number(sumLines(lines)),
    lines: lines.map(toWireLine),
  };
}
