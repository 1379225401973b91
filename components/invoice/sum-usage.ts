import type { InvoiceLine } from '@/lib/billing/wire';

/** Quantities have at most nine digits after the point. */
const SCALE = 9;

export type ChargedUsage = { meter: string; period: string; quantity: string };

function toScaled(decimal: string): bigint {
  const [whole = '0', part = ''] = decimal.split('.');
  return BigInt(whole + part.padEnd(SCALE, '0'));
}

function toText(scaled: bigint): string {
  const digits = scaled.toString().padStart(SCALE + 1, '0');
  const part = digits.slice(-SCALE).replace(/0+$/, '');
  return digits.slice(0, -SCALE) + (part ? `.${part}` : '');
}

/** What the lines of an invoice charge by meter and month of use, exactly. */
export function sumUsage(lines: readonly InvoiceLine[]): ChargedUsage[] {
  const sums = new Map<string, ChargedUsage & { scaled: bigint }>();
  for (const { meter, usage_period: period, quantity } of lines) {
    if (meter === null || period === null) continue;
    const key = `${meter} ${period}`;
    const scaled = (sums.get(key)?.scaled ?? 0n) + toScaled(quantity);
    sums.set(key, { meter, period, quantity: toText(scaled), scaled });
  }
  return [...sums.values()].map(({ meter, period, quantity }) => ({ meter, period, quantity }));
}
