import { groupThousands } from '@/lib/decimal';

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
  // As text: a float no longer has the last cent of the largest amounts.
  return format.format(`${minorUnits}e-${minorDigits(currency)}` as Intl.StringNumericLiteral);
}

/** How many digits the minor unit of a currency has: 2 for cents, 0 for yen. @see ISO 4217 */
export function minorDigits(currency: string): number {
  const format = new Intl.NumberFormat('en-GB', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** The month that an invoice is for. */
export function formatPeriod(period: { start: string }): string {
  return MONTH.format(new Date(period.start));
}

/** A decimal text with groups of three and without zeros that say nothing. It never becomes a float. */
export function formatDecimal(decimal: string): string {
  const [whole = '', part = ''] = decimal.split('.');
  const digits = part.replace(/0+$/, '');
  return groupThousands(digits ? `${whole}.${digits}` : whole);
}

/** The price of one unit: often a fraction of a cent, and never with fewer digits than money has. */
export function formatUnitPrice(decimal: string, currency: string): string {
  const [whole = '', part = ''] = formatDecimal(decimal).split('.');
  const digits = part.padEnd(minorDigits(currency), '0');
  return formatMoney(0, currency).replace(/0[0.]*/, digits ? `${whole}.${digits}` : whole);
}
