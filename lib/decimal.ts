/**
 * Exact decimals as whole numbers of a fixed scale: `1.5` at scale 9 is `1500000000n`. No quantity and
 * no price of billing ever passes through floating point.
 */

const DECIMAL = /^(\d+)(?:\.(\d+))?$/;

/** Digits after the point of quantities and of unit prices, as the tables have them. */
export const QUANTITY_SCALE = 9;
export const PRICE_SCALE = 10;

/**
 * Reads a non-negative decimal.
 * @throws {RangeError} when the text is none, or has more digits after the point than `scale`.
 */
export function parseDecimal(text: string, scale: number): bigint {
  const match = DECIMAL.exec(text);
  const [, whole = '', fraction = ''] = match ?? [];
  const kept = fraction.replace(/0+$/, '');
  if (!match || kept.length > scale)
    throw new RangeError(`Not a decimal of scale ${scale}: ${text}`);
  return BigInt(whole + kept.padEnd(scale, '0'));
}

/** Writes it back without needless zeros. */
export function formatDecimal(value: bigint, scale: number): string {
  const digits = value.toString().padStart(scale + 1, '0');
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  const whole = digits.slice(0, digits.length - scale);
  return fraction ? `${whole}.${fraction}` : whole;
}

/** Puts commas between groups of three digits of a decimal text. It never becomes a float. */
export function groupThousands(decimal: string): string {
  const [whole = '', ...fraction] = decimal.split('.');
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...fraction].join('.');
}

/** Divides non-negative whole numbers, rounding half away from zero. */
export function divideRounded(dividend: bigint, divisor: bigint): bigint {
  return (dividend * 2n + divisor) / (divisor * 2n);
}
