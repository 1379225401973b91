/**
 * Writes an amount of money.
 * @param minorUnits cents and the like; how many make a whole one, the currency says.
 */
export function formatMoney(minorUnits: number, currency: string): string {
  const format = new Intl.NumberFormat('en-GB', {
    style: 'currency',
    currency: currency.toUpperCase(),
    currencyDisplay: 'narrowSymbol',
  });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(minorUnits / 10 ** digits);
}

const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** The month that an invoice is for. */
export function formatPeriod(period: { start: string }): string {
  return MONTH.format(new Date(period.start));
}
