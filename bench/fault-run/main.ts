import process from 'node:process';
import { BenchSystem } from '../support/bench-system';
import { createBenchTenant } from '../support/bench-tenant.repository';
import { killAtRandom } from './chaos';
import { METERS, sendLoad } from './load';
import { type Reconciliation, reckon, reconcileIds } from './reconcile';

/**
 * Kills web, billing and database under load, at random and in the middle of a fold, then compares
 * every acknowledged event with what is stored, what usage says, what billing was told and what the
 * invoice charges. Prints one JSON object; exit code 1 where a single event is lost or counted twice.
 *
 *   node scripts/run.mjs bench/fault-run/main.ts [seconds]
 */
const seconds = Number(process.argv[2] ?? 120);
const SETTLE_LIMIT_MS = 120_000;

const now = new Date();
// A month that has ended, so that it can be invoiced.
const monthStart = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1);
const monthEnd = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1);
const period = new Date(monthStart).toISOString().slice(0, 7);

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
    sendLoad(key, monthStart, monthEnd, () => over() && !killing),
  ]);

  const settleMs = await settle();
  const { readStoredIds } = await import('../support/bench-count.repository');
  const storedIds = await readStoredIds(principal.workspaceId);
  const ids = reconcileIds(ledger, storedIds);
  const events = storedIds.flatMap((id) => ledger.sent.get(id) ?? []);
  const differences = await compareTotals(key, principal.workspaceId, events);
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

/** Waits until nothing is on its way to billing any more. @returns how long that took. */
async function settle(): Promise<number> {
  const { readUsageBacklog } = await import('@/lib/usage/usage-outbox.repository');
  const begin = Date.now();
  for (;;) {
    const { unfolded, unsent } = await readUsageBacklog();
    if (unfolded === 0 && unsent === 0) return Date.now() - begin;
    if (Date.now() - begin > SETTLE_LIMIT_MS) throw new Error('The backlog does not shrink.');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Usage, billing's totals and the invoice, each against the events themselves. */
async function compareTotals(
  apiKey: string,
  workspaceId: string,
  events: Parameters<typeof reckon>[0],
): Promise<string[]> {
  const { readBilledTotals, invoiceMonth } = await import('./billed');
  const billed = await readBilledTotals(workspaceId, period);
  const invoice = await invoiceMonth(workspaceId, period, apiKey);
  const differences: string[] = [];
  for (const { key: meter } of METERS) {
    const expected = reckon(events, meter);
    const usage = await readUsageTotal(apiKey, meter);
    const told = billed.get(meter) ?? '0';
    if (usage !== Number(expected))
      differences.push(`usage of ${meter}: ${usage}, not ${expected}`);
    if (told !== expected) differences.push(`billing of ${meter}: ${told}, not ${expected}`);
    const charged = invoice.quantities.get(meter);
    if (charged !== undefined && charged !== expected) {
      differences.push(`invoice of ${meter}: ${charged}, not ${expected}`);
    }
  }
  if (invoice.total !== invoice.recomputed) {
    differences.push(`invoice total: ${invoice.total}, not ${invoice.recomputed}`);
  }
  if (invoice.again !== 0) differences.push(`a second run issued ${invoice.again} invoices`);
  return differences;
}

async function readUsageTotal(apiKey: string, meter: string): Promise<number> {
  const range = `from=${period}-01&to=${new Date(monthEnd).toISOString().slice(0, 10)}`;
  const url = `http://127.0.0.1:${process.env.PORT}/api/v1/usage?meter=${meter}&${range}&granularity=day`;
  const response = await fetch(url, { headers: { 'x-api-key': apiKey } });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  const { total } = (await response.json()) as { total: number };
  return total;
}
