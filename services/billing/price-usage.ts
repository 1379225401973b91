import {
  divideRounded,
  formatDecimal,
  groupThousands,
  PRICE_SCALE,
  parseDecimal,
  QUANTITY_SCALE,
} from '@/lib/decimal';
import { MAX_INVOICE_TOTAL } from '@/lib/billing/wire';

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
  /** The month in which it was used; null for the fixed price. */
  usagePeriod: string | null;
  quantity: string;
  unitPrice: string;
  /** Minor units. */
  amount: bigint;
};

/** Digits of the minor unit. @see ISO 4217 */
const MINOR_DIGITS: Record<string, number> = { EUR: 2, GBP: 2, USD: 2, JPY: 0 };

/** @throws {RangeError} for a currency whose minor unit is not known: it is never guessed. */
function minorDigits(currency: string): number {
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

type Range = { from: bigint; upTo: string | null; free: boolean };

function describeRange(what: string, { from, upTo, free }: Range): string {
  const start = groupThousands(formatDecimal(from, QUANTITY_SCALE));
  const end = upTo === null ? null : groupThousands(upTo);
  if (free && from === 0n) {
    return end === null ? `${what}, included` : `${what}, first ${end} included`;
  }
  if (end === null) return from === 0n ? what : `${what}, above ${start}`;
  return from === 0n ? `${what}, first ${end}` : `${what}, above ${start} up to ${end}`;
}

type MonthOfMeter = { meter: string; period: string; quantity: string; billed: string };

/** Cuts a month's quantity into the tiers of its meter; a line for each tier that was reached. */
function priceMeter(plan: PricedPlan, month: MonthOfMeter, what: string): PricedLine[] {
  const { meter, period, quantity, billed } = month;
  const total = parseDecimal(quantity, QUANTITY_SCALE);
  const done = parseDecimal(billed, QUANTITY_SCALE);
  const lines: PricedLine[] = [];
  let from = 0n;
  for (const { upTo, unitPrice } of plan.tiers.filter((tier) => tier.meter === meter)) {
    const end = upTo === null ? total : parseDecimal(upTo, QUANTITY_SCALE);
    const reached = (end < total ? end : total) - (from > done ? from : done);
    if (reached > 0n) {
      const part = formatDecimal(reached, QUANTITY_SCALE);
      const free = parseDecimal(unitPrice, PRICE_SCALE) === 0n;
      lines.push({
        description: describeRange(what, { from, upTo, free }),
        meter,
        usagePeriod: period,
        quantity: part,
        unitPrice,
        amount: lineAmount(part, unitPrice, plan.currency),
      });
    }
    from = end;
  }
  return lines;
}

/** The line of a plan's fixed price; none where it costs nothing. */
export function priceFee(plan: PricedPlan): PricedLine[] {
  if (plan.monthlyFee === 0n) return [];
  const fee = {
    description: `${plan.name} plan`,
    meter: null,
    usagePeriod: null,
    quantity: '1',
    unitPrice: formatDecimal(plan.monthlyFee, minorDigits(plan.currency)),
    amount: plan.monthlyFee,
  };
  return [fee];
}

/**
 * A month's usage by the tiers of each meter. Anyone who has the usage and the plan computes the same
 * lines.
 * @param usage quantity by meter. A meter that the plan has no price for costs nothing.
 * @param options `billed`: what of it earlier invoices charged; `late`: say that it came late.
 */
export function priceUsage(
  plan: PricedPlan,
  period: string,
  usage: ReadonlyMap<string, string>,
  options: { billed?: ReadonlyMap<string, string> | undefined; late?: boolean } = {},
): PricedLine[] {
  const { billed, late = false } = options;
  return [...usage]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([meter, quantity]) => {
      const what = late ? `${meter} of ${period} that came late` : meter;
      return priceMeter(plan, { meter, period, quantity, billed: billed?.get(meter) ?? '0' }, what);
    });
}

/** Minor units. The wire carries amounts as JSON numbers, which are exact up to here. */
const MAX_TOTAL = BigInt(MAX_INVOICE_TOTAL);

/** Whether an invoice can hold the sum of these lines. */
export function fitsInvoice(lines: readonly Pick<PricedLine, 'amount'>[]): boolean {
  return addUp(lines) <= MAX_TOTAL;
}

/**
 * The sum of the lines in minor units.
 * @throws {RangeError} for a sum that no message could carry exactly.
 */
export function sumLines(lines: readonly Pick<PricedLine, 'amount'>[]): bigint {
  const total = addUp(lines);
  if (total > MAX_TOTAL) throw new RangeError(`More than an invoice can hold: ${total}`);
  return total;
}

function addUp(lines: readonly Pick<PricedLine, 'amount'>[]): bigint {
  return lines.reduce((sum, { amount }) => sum + amount, 0n);
}
