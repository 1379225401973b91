import { minorDigits } from './money';
import type { Plan, UpcomingInvoice } from './wire';

const DAY_MS = 86_400_000;

/**
 * What a month comes to if usage goes on at the pace of its days so far, in minor units: an
 * estimate, so in floating point. Null before a whole day has passed, and where the invoice so far
 * is more than one can hold.
 */
export function projectTotal(
  { period, total, lines }: Pick<UpcomingInvoice, 'period' | 'total' | 'lines'>,
  { tiers, currency }: Pick<Plan, 'tiers' | 'currency'>,
  now: Date,
): number | null {
  const [year = 0, month = 0] = period.split('-').map(Number);
  const start = Date.UTC(year, month - 1);
  const share = (now.getTime() - start) / (Date.UTC(year, month) - start);
  if (total === null || now.getTime() - start < DAY_MS || share > 1) return null;
  const current = lines.filter((line) => line.meter !== null && line.usage_period === period);
  const stillToCome = [...new Set(current.map(({ meter }) => meter))].map((meter) => {
    const own = current.filter((line) => line.meter === meter);
    const used = own.reduce((sum, { quantity }) => sum + Number(quantity), 0);
    const steps = tiers.filter((tier) => tier.meter === meter);
    return price(used / share, steps) - price(used, steps);
  });
  const more = stillToCome.reduce((sum, amount) => sum + amount, 0);
  return total + Math.round(more * 10 ** minorDigits(currency));
}

/** Each part of a quantity at the price of its step. */
function price(quantity: number, steps: Plan['tiers']): number {
  let from = 0;
  let sum = 0;
  for (const { up_to: upTo, unit_price: unitPrice } of steps) {
    const to = upTo === null ? Number.POSITIVE_INFINITY : Number(upTo);
    sum += Math.max(0, Math.min(quantity, to) - from) * Number(unitPrice);
    from = to;
  }
  return sum;
}
