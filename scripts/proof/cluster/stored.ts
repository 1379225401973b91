import { compareTotals, type Month, settle } from '@/bench/fault-run/compare-totals';
import type { Ledger } from '@/bench/fault-run/load';
import { reconcileIds } from '@/bench/fault-run/reconcile';
import type { Report } from '../report';
import { type KeyWrites, reconcileKeys, writeKeyTwice } from './key-writes';

const NAMES = 'Written ';

/** What was written, and as whom. */
export type Written = {
  workspaceId: string;
  key: string;
  /** Where web answers. */
  front: string;
  month: Month;
  ledger: Ledger;
  keys: KeyWrites;
};

/** Compares everything that was acknowledged with what is stored, counted and charged. */
export async function proveStored(report: Report, written: Written): Promise<void> {
  const { workspaceId, key, month, ledger, keys } = written;
  report.part('what is stored');
  const settleMs = await settle();
  const { readKeysNamed, readStoredIds } = await import('@/bench/support/bench-count.repository');
  const stored = await readStoredIds(workspaceId);
  const ids = reconcileIds(ledger, stored);
  report.note(`${ledger.calls} calls, ${ledger.failures} failed and were repeated`);
  report.note(`until billing knew everything: ${(settleMs / 1_000).toFixed(1)} s`);
  report.check(
    'no acknowledged event is lost',
    ids.lost === 0,
    `${ids.lost} of ${ids.acknowledged}`,
  );
  report.check(
    'no event is stored twice or was never sent',
    ids.doubled + ids.invented === 0,
    `${ids.doubled} and ${ids.invented}`,
  );
  const differences = await compareTotals(month, key, workspaceId, eventsOf(ledger, stored));
  report.check(
    'usage, billing and the invoice say what the events say',
    differences.length === 0,
    differences.join('; '),
  );
  if (keys.size === 0) return;
  const faults = reconcileKeys(keys, await readKeysNamed(workspaceId, NAMES));
  report.check(
    'an Idempotency-Key makes one API key, and every answer names that one',
    Object.values(faults).every((names) => names.length === 0),
    `${keys.size} sent until they were answered twice; ${show(faults)}`,
  );
}

/**
 * Negative control: faults made on purpose, each of which the comparison above has to report. Changes
 * what is stored, so it comes last.
 */
export async function proveChecker(report: Report, written: Written): Promise<void> {
  const { workspaceId, key, front, month, ledger } = written;
  report.part('negative control: faults made on purpose are found');
  const { damageEvents, readKeysNamed, readStoredIds } = await import(
    '@/bench/support/bench-count.repository'
  );
  const before = await readStoredIds(workspaceId);
  const isRequest = (id: string) => ledger.sent.get(id)?.meter === 'requests';
  const [removed = '', repeated = ''] = [...ledger.acknowledged].filter(isRequest);
  await damageEvents(workspaceId, removed, repeated);
  const ids = reconcileIds(ledger, await readStoredIds(workspaceId));
  report.check('an event that is removed is lost', ids.lost === 1, `${ids.lost}`);
  report.check('an event that is there twice is doubled', ids.doubled === 1, `${ids.doubled}`);

  const others = eventsOf(ledger, before).filter(({ id }) => id !== removed);
  const differences = await compareTotals(month, key, workspaceId, others);
  report.check(
    'usage and billing that count it all the same are different',
    ['usage', 'billing'].every((one) =>
      differences.some((text) => text.startsWith(`${one} of requests`)),
    ),
    differences.join('; '),
  );

  const twice = await writeKeyTwice(front, key);
  const faults = reconcileKeys(twice, await readKeysNamed(workspaceId, NAMES));
  report.check(
    'a repeated write without Idempotency-Key is doubled',
    faults.doubled.length === 1 && faults.contradicted.length === 1,
    show(faults),
  );
}

function eventsOf(ledger: Ledger, ids: readonly string[]) {
  return ids.flatMap((id) => ledger.sent.get(id) ?? []);
}

function show(faults: ReturnType<typeof reconcileKeys>): string {
  return Object.entries(faults)
    .map(([name, all]) => `${all.length} ${name}`)
    .join(', ');
}
