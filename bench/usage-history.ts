import { randomUUID } from 'node:crypto';
import process from 'node:process';
import type { Principal } from '@/lib/auth/principal';
import { newId } from '@/lib/public-id';
import { BenchSystem } from './support/bench-system';
import { createBenchTenant } from './support/bench-tenant.repository';
import { publish, round } from './support/publish';
import { treeCpuSeconds } from './support/cpu-time';

/**
 * What history costs: reading usage and storing events with 10,000 events stored and with
 * 10,000,000. Prints one JSON object with the ratios; database CPU first, since the clock is shared.
 * Ten million take some minutes and four gigabytes.
 *
 *   npm run bench -- usage-history [events] [--save]
 */
const LARGEST = Number(process.argv.slice(2).find((word) => /^\d+$/.test(word)) ?? 10_000_000);
const SMALLEST = 10_000;
const SIZES = [SMALLEST, LARGEST / 10, LARGEST];
/** Cost that does not grow, with room for caches that hold less of a larger table. */
const GOAL = { at: 'most', value: 1.3 } as const;
const READS = 300;
const BATCHES = 60;
const BATCH = 1_000;
const DAY_MS = 86_400_000;
const RAW_RUNS = 3;

const RANDOM_IDS =
  'The events were received evenly over a year. An id is looked for among those of the last 35 to 70 days, of which there are two million here and few at first; what they cost more is pages of that index that are not in memory.';

const system = await BenchSystem.start([]);
const { closeDatabase } = await import('@/lib/db');
const { foldUsage, hasUnfoldedUsage } = await import('@/lib/usage/usage-fold.repository');
const { readUsage } = await import('@/lib/usage/read-usage');
const { recordEvents } = await import('@/lib/usage/record-events');
const history = await import('./support/bench-history.repository');
try {
  const { principal } = await createBenchTenant([{ key: 'api_calls', aggregation: 'sum' }]);
  const end = new Date();
  const results: Measured[] = [];
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
  const ratio = (what: string, name: Exclude<keyof Measured, 'events'>, goal?: typeof GOAL) => ({
    what,
    unit: 'x',
    value: round(large[name] / small[name]),
    ...(goal && { goal }),
  });
  const many = `with ${LARGEST.toLocaleString('en')} events, of with ${SMALLEST.toLocaleString('en')}`;
  publish({
    name: 'usage-history',
    title: 'Usage with much history',
    figures: [
      ratio(`database CPU of reading 30 days ${many}`, 'read_cpu_ms', GOAL),
      ratio('time of the same', 'read_ms', GOAL),
      ratio(`database CPU of storing an event ${many}, ids in order of time`, 'ordered_us', GOAL),
      ratio('the same, ids at random', 'random_us', GOAL),
      ratio('time of the same answer from the raw events', 'raw_scan_ms'),
    ],
    remarks: [...results.map(describe), RANDOM_IDS],
  });
} finally {
  await closeDatabase();
  await system.stop();
}

type Measured = {
  events: number;
  read_cpu_ms: number;
  read_ms: number;
  /** Database CPU to store one event whose id, by order of time or at random, its sender made. */
  ordered_us: number;
  random_us: number;
  raw_scan_ms: number;
};

function describe({
  events,
  read_ms: read,
  raw_scan_ms: raw,
  ordered_us: one,
  random_us: other,
}: Measured) {
  return `${events.toLocaleString('en')} events: 30 days in ${read} ms (from raw events ${raw} ms); ${one} µs of database CPU to store one, ${other} µs with a random id.`;
}

/** Thirty days of one meter by day, and batches of new events, at this amount of history. */
async function measure(principal: Principal, events: number, end: Date): Promise<Measured> {
  const range = { from: new Date(end.getTime() - 30 * DAY_MS), to: end };
  const read = () => readUsage(principal, { meter: 'api_calls', granularity: 'day', ...range });
  const reads = await timed(READS, read);
  const ordered = await timed(BATCHES, () => recordEvents(principal, batch(newId)));
  const random = await timed(BATCHES, () => recordEvents(principal, batch(randomUUID)));
  while (await hasUnfoldedUsage()) await foldUsage();
  const raw = await timed(RAW_RUNS, async () => {
    await history.timeRawScan('api_calls', range.from, range.to);
  });
  return {
    events,
    read_cpu_ms: round(reads.cpuMs),
    read_ms: round(reads.ms),
    ordered_us: round((ordered.cpuMs * 1_000) / BATCH),
    random_us: round((random.cpuMs * 1_000) / BATCH),
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

function batch(makeId: () => string) {
  const time = new Date();
  return Array.from({ length: BATCH }, (_, index) => ({
    id: makeId(),
    meter: 'api_calls',
    quantity: 1,
    time,
    customer: `customer-${index % 20}`,
  }));
}
