/** A calendar month in UTC: `2026-11`. */
export type BillingPeriod = string;

const PERIOD = /^(\d{4})-(0[1-9]|1[0-2])$/;

/**
 * The first moment of a month and of the next one.
 * @throws {RangeError} when the text names no month.
 */
export function periodBounds(period: BillingPeriod): { start: Date; end: Date } {
  const match = PERIOD.exec(period);
  if (!match) throw new RangeError(`Not a month: ${period}. Write 2026-10.`);
  const [year, month] = [Number(match[1]), Number(match[2])];
  return { start: new Date(Date.UTC(year, month - 1)), end: new Date(Date.UTC(year, month)) };
}

/** The month of a moment. */
export function periodOf(time: Date): BillingPeriod {
  return time.toISOString().slice(0, 'YYYY-MM'.length);
}

/** The month after a month. */
export function nextPeriod(period: BillingPeriod): BillingPeriod {
  return periodOf(periodBounds(period).end);
}
