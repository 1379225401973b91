/** Less is nothing that a deadline or a person notices; a Date header is only exact to a second. */
const NOTABLE_MS = 5_000;

/**
 * Says how far a process's clock is from the database's, which decides what is due.
 * @param aheadMs milliseconds, negative where the clock is behind.
 * @returns undefined where the difference is too small to matter.
 */
export function describeClockSkew(aheadMs: number): string | undefined {
  if (!(Math.abs(aheadMs) >= NOTABLE_MS)) return undefined;
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  return `its clock is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} the database's`;
}
