import { divideRounded, formatDecimal, PRICE_SCALE, parseDecimal, QUANTITY_SCALE } from './decimal';

/** One step of a price list. `upTo` is the month's quantity at which it ends; null: never. */
export type Tier = { meter: string; upTo: string | null; unitPrice: string };
export type PricedPlan = {
  name: string;
  currency: string;
  monthlyFee: bigint;
  tiers: readonly Tier[];
};
export type PricedLine = {
  description: string;
  meter: string | null;
  quantity: string;
  unitPrice: string;
  /** Minor units. */
  amount: bigint;
};

/** Digits of the minor unit. @see ISO 4217 */
const MINOR_DIGITS: Record<string, number> = { EUR: 2, GBP: 2, USD: 2, JPY: 0 };

/** @throws {RangeError} for a currency whose minor unit is not known: it is never guessed. */
export function minorDigits(currency: string): number {
  const digits = MINOR_DIGITS[currency];
  if (digits === undefined) throw new RangeError(`The minor unit of ${currency} is not known`);
  return digits;
}

/** Minor units of a quantity at a unit price, rounded half away from zero. Once per line. */
export function lineAmount(quantity: string, unitPrice: string, currency: string): bigint {
  const product = parseDecimal(quantity, QUANTITY_SCALE) * parseDecimal(unitPrice, PRICE_SCALE);
  const scale = QUANTITY_SCALE + PRICE_SCALE - minorDigits(currency);
  return divideRounded(product, 10n ** BigInt(scale));
}

function describeRange(meter: string, from: bigint, upTo: string | null, free: boolean): string {
  const start = formatDecimal(from, QUANTITY_SCALE);
  if (free && from === 0n) {
    return upTo === null ? `${meter}, included` : `${meter}, first ${upTo} included`;
  }
  if (upTo === null) return from === 0n ? meter : `${meter}, above ${start}`;
  return from === 0n ? `${meter}, first ${upTo}` : `${meter}, above ${start} up to ${upTo}`;
}

/** Cuts a month's quantity into the tiers of its meter; a line for each tier that was reached. */
function priceMeter(meter: string, quantity: string, plan: PricedPlan): PricedLine[] {
  const total = parseDecimal(quantity, QUANTITY_SCALE);
  const lines: PricedLine[] = [];
  let from = 0n;
  for (const { upTo, unitPrice } of plan.tiers.filter((tier) => tier.meter === meter)) {
    const end = upTo === null ? total : parseDecimal(upTo, QUANTITY_SCALE);
    const reached = (end < total ? end : total) - from;
    if (reached <= 0n) break;
    const part = formatDecimal(reached, QUANTITY_SCALE);
    lines.push({
      description: describeRange(meter, from, upTo, parseDecimal(unitPrice, PRICE_SCALE) === 0n),
      meter,
      quantity: part,
      unitPrice,
      amount: lineAmount(part, unitPrice, plan.currency),
    });
    from = end;
  }
  return lines;
}

/**
 * The lines of a month's invoice: the fixed price, then each meter by its tiers. Whoever has the
 * usage and the plan computes the same lines; the total is their sum.
 * @param usage quantity by meter. A meter that the plan has no price for costs nothing.
 */
export function priceUsage(plan: PricedPlan, usage: ReadonlyMap<string, string>): PricedLine[] {
  const digits = minorDigits(plan.currency);
  const fee: PricedLine[] =
    plan.monthlyFee === 0n
      ? []
      : [
          {
            description: `${plan.name} plan`,
            meter: null,
            quantity: '1',
            unitPrice: formatDecimal(plan.monthlyFee, digits),
            amount: plan.monthlyFee,
          },
        ];
  const meters = [...usage.keys()].sort();
  return [...fee, ...meters.flatMap((meter) => priceMeter(meter, usage.get(meter) ?? '0', plan))];
}

/** The sum of the lines in minor units. */
export function sumLines(lines: readonly Pick<PricedLine, 'amount'>[]): bigint {
  return lines.reduce((sum, { amount }) => sum + amount, 0n);
}
