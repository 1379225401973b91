const FORMAT = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 });
const COMPACT = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumFractionDigits: 1 });

/** A quantity with groups of three. A decimal text that JavaScript can't hold stays as it is. */
export function formatQuantity(quantity: number | string): string {
  return typeof quantity === 'number' ? FORMAT.format(quantity) : quantity;
}

/** A short form for axes: `12.5K`. */
export function formatCompact(quantity: number): string {
  return COMPACT.format(quantity);
}
