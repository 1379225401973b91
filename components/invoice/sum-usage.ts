import type { InvoiceLine } from '@/lib/billing/wire';
import { formatDecimal, parseDecimal, QUANTITY_SCALE } from '@/lib/decimal';

export type ChargedUsage = { meter: string; period: string; quantity: string };

/** What the lines of an invoice charge by meter and month of use, exactly. */
export function sumUsage(lines: readonly InvoiceLine[]): ChargedUsage[] {
  const sums = new Map<string, ChargedUsage & { scaled: bigint }>();
  for (const { meter, usage_period: period, quantity } of lines) {
    if (meter === null || period === null) continue;
    const key = `${meter} ${period}`;
    const scaled = (sums.get(key)?.scaled ?? 0n) + parseDecimal(quantity, QUANTITY_SCALE);
    sums.set(key, { meter, period, quantity: formatDecimal(scaled, QUANTITY_SCALE), scaled });
  }
  return [...sums.values()].map(({ meter, period, quantity }) => ({ meter, period, quantity }));
}
