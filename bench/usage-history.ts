import process from 'node:process';
import type { Principal } from '@/lib/auth/principal';
import { BenchSystem } from './support/bench-system';
import { createBenchTenant } from './support/bench-tenant.repository';
import { treeCpuSeconds } from './support/cpu-time';

/**
 * What history costs: reading usage and storing events with 10,000 events stored and with
 * 10,000,000. Prints one JSON object with the ratios; database CPU first, since the clock is shared.
 *
 *   npm run bench -- usage-history [events]
 */
const LARGEST = Number(process.argv[2] ?? 10_000_000);
const SIZES = [10_000, LARGEST / 10, LARGEST];
const READS = 300;
const BATCHES = 60;
const BATCH = 1_000;
const DAY_MS = 86_400_000;
const RAW_RUNS = 3;

const system = await BenchSystem.start([]);
const { closeDatabase } = await import('@/lib/db');
const { foldUsage, hasUnfoldedUsage } = await import('@/lib/usage/usage-fold.repository');
const { readUsage } = await import('@/lib/usage/read-usage');
const { recordEvents } = await import('@/lib/usage/record-events');
const history = await import('./support/bench-history.repository');
try {
  const { principal } = await createBenchTenant([{ key: 'api_calls', aggregation: 'sum' }]);
  const end = new Date();
  const results = [];
  let stored = 0;
  for (const size of SIZES) {
    await history.fillHistory(principal, 'api_calls', stored, size, end);
    stored = size;
    while (await hasUnfoldedUsage()) await foldUsage();
    await history.analyzeUsage();
    results.push(await measure(principal, size, end));
  }
  const [small, , large] = results;
  if (!small || !large) throw new Error('Nothing was measured.');
  const ratio = (name: 'read_cpu_ms' | 'read_ms' | 'ingest_cpu_us_per_event' | 'raw_scan_ms') =>
    Math.round((large[name] / small[name]) * 100) / 100;
  const ratios = {
    read_cpu: ratio('read_cpu_ms'),
    read_time: ratio('read_ms'),
    ingest_cpu: ratio('ingest_cpu_us_per_event'),
    raw_scan_time: ratio('raw_scan_ms'),
  };
  console.log(JSON.stringify({ results, largest_to_smallest: ratios }, null, 2));
} finally {
  await closeDatabase();
  await system.stop();
}

/** Thirty days of one meter by day, and batches of new events, at this amount of history. */
async function measure(principal: Principal, events: number, end: Date) {
  const range = { from: new Date(end.getTime() - 30 * DAY_MS), to: end };
  const read = () => readUsage(principal, { meter: 'api_calls', granularity: 'day', ...range });
  const reads = await timed(READS, read);
  const ingest = await timed(BATCHES, (run) => recordEvents(principal, batch(events, run)));
  while (await hasUnfoldedUsage()) await foldUsage();
  const raw = await timed(RAW_RUNS, async () => {
    await history.timeRawScan('api_calls', range.from, range.to);
  });
  return {
    events,
    read_cpu_ms: round(reads.cpuMs),
    read_ms: round(reads.ms),
    ingest_cpu_us_per_event: round((ingest.cpuMs * 1_000) / BATCH),
    raw_scan_ms: round(raw.ms),
  };
}

/** Median time and mean database CPU of one run, in milliseconds. */
async function timed(runs: number, run: (index: number) => Promise<unknown>) {
  await run(-1);
  const times: number[] = [];
  const cpu = treeCpuSeconds(system.postgresPid());
  for (let index = 0; index < runs; index += 1) {
    const begin = performance.now();
    await run(index);
    times.push(performance.now() - begin);
  }
  const cpuMs = ((treeCpuSeconds(system.postgresPid()) - cpu) * 1_000) / runs;
  return { ms: times.toSorted((a, b) => a - b)[Math.floor(runs / 2)] ?? 0, cpuMs };
}

function batch(size: number, run: number) {
  const time = new Date();
  return Array.from({ length: BATCH }, (_, index) => ({
    id: `new-${size}-${run}-${index}`,
    meter: 'api_calls',
    quantity: 1,
    time,
    customer: `customer-${index % 20}`,
  }));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
