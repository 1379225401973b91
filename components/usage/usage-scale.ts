const STEPS = [1, 2, 2.5, 5, 10] as const;

/** The next round figure at or above the highest value, so that the axis has readable marks. */
export function roundUp(highest: number): number {
  if (highest <= 0) return 1;
  const magnitude = 10 ** Math.floor(Math.log10(highest));
  const step = STEPS.find((one) => one * magnitude >= highest) ?? 10;
  return step * magnitude;
}

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** A day of UTC, as the buckets are cut. */
export function formatDay(day: Date): string {
  return DAY.format(day);
}
