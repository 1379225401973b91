import process from 'node:process';
import { BenchSystem } from '../support/bench-system';
import { createBenchTenant } from '../support/bench-tenant.repository';
import { killAtRandom } from './chaos';
import { METERS, sendLoad } from './load';
import { compareTotals, monthBefore, settle } from './compare-totals';
import { type Reconciliation, reconcileIds } from './reconcile';

/**
 * Kills web, billing and database under load, at random and in the middle of a fold, then compares
 * every acknowledged event with what is stored, what usage says, what billing was told and what the
 * invoice charges. Prints one JSON object; exit code 1 where a single event is lost or counted twice.
 *
 *   node scripts/run.mjs bench/fault-run/main.ts [seconds]
 */
const seconds = Number(process.argv[2] ?? 120);
const month = monthBefore(new Date());

const system = await BenchSystem.start(['workload-ca', 'billing', 'web']);
try {
  const { principal, key } = await createBenchTenant(METERS);
  const { closeDatabase } = await import('@/lib/db');
  // The load runs while the database dies; this process asks it again only at the end.
  await closeDatabase();

  const deadline = Date.now() + seconds * 1_000;
  const over = () => Date.now() > deadline;
  const chaos = killAtRandom(system, over);
  let killing = true;
  const stopped = chaos.finally(() => {
    killing = false;
  });
  const [kills, ledger] = await Promise.all([
    stopped,
    sendLoad(key, month.start, month.end, () => over() && !killing),
  ]);

  const settleMs = await settle();
  const { readStoredIds } = await import('../support/bench-count.repository');
  const storedIds = await readStoredIds(principal.workspaceId);
  const ids = reconcileIds(ledger, storedIds);
  const events = storedIds.flatMap((id) => ledger.sent.get(id) ?? []);
  const differences = await compareTotals(month, key, principal.workspaceId, events);
  await closeDatabase();

  const { calls, failures } = ledger;
  const report = { seconds, kills, calls, failures, ...ids, settle_ms: settleMs, differences };
  console.log(JSON.stringify(report, null, 2));
  if (!isClean(ids) || differences.length > 0) process.exitCode = 1;
} finally {
  await system.stop();
}

function isClean({ lost, doubled, invented }: Reconciliation): boolean {
  return lost === 0 && doubled === 0 && invented === 0;
}
