import type { Ledger, SentEvent } from './load';

/** What the events say, by meter: the slow and obvious way, in whole thousandths. */
export function reckon(events: readonly SentEvent[], meter: string): string {
  const own = events.filter((event) => event.meter === meter);
  if (meter === 'requests') return String(own.length);
  if (meter === 'users') return String(new Set(own.map(({ user }) => user)).size);
  const quantities = own.map(({ thousandths }) => thousandths);
  const whole =
    meter === 'peak'
      ? quantities.reduce((most, one) => Math.max(most, one), 0)
      : quantities.reduce((sum, one) => sum + one, 0);
  return toDecimal(whole);
}

/** Thousandths as a decimal without trailing zeros. */
export function toDecimal(thousandths: number): string {
  const fraction = String(thousandths % 1_000)
    .padStart(3, '0')
    .replace(/0+$/, '');
  const whole = String(Math.floor(thousandths / 1_000));
  return fraction ? `${whole}.${fraction}` : whole;
}

export type Reconciliation = {
  acknowledged: number;
  stored: number;
  /** Acknowledged and not there. */
  lost: number;
  /** There more than once. */
  doubled: number;
  /** There although no one sent it. */
  invented: number;
  /** Of batches whose sender gave up, those that had been stored all the same. */
  stored_of_abandoned: number;
};

/** Compares what was acknowledged with what is stored, id by id. */
export function reconcileIds(ledger: Ledger, storedIds: readonly string[]): Reconciliation {
  const stored = new Set(storedIds);
  const missing = [...ledger.acknowledged].filter((id) => !stored.has(id));
  return {
    acknowledged: ledger.acknowledged.size,
    stored: stored.size,
    lost: missing.length,
    doubled: storedIds.length - stored.size,
    invented: [...stored].filter((id) => !ledger.sent.has(id)).length,
    stored_of_abandoned: [...ledger.abandoned].filter((id) => stored.has(id)).length,
  };
}
