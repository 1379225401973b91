import process from 'node:process';
import { Pool } from 'undici';
import { BenchSystem } from './support/bench-system';
import { createBenchTenant } from './support/bench-tenant.repository';
import { treeCpuSeconds } from './support/cpu-time';
import { publish, round } from './support/publish';

/**
 * Events a second through the front door, stored durably (`fsync` on): authenticated POST /events.
 * Load, web process and database share the machine. Prints one JSON object.
 *
 *   npm run bench -- ingest [seconds] [--save]
 */
const seconds = Number(process.argv.find((text) => /^\d+$/.test(text)) ?? 20);
const SIZES = [1_000, 100, 1];
const IN_FLIGHT = 6;
const WARM_UP_MS = 2_000;
const GOAL_PER_SECOND = 20_000;
const GOAL_BATCH = 1_000;

const system = await BenchSystem.start(['web']);
const failures: string[] = [];
try {
  const { key } = await createBenchTenant([
    { key: 'api_calls', aggregation: 'sum' },
    { key: 'users', aggregation: 'unique', property: 'user' },
  ]);
  const results = [];
  for (const size of SIZES) results.push(await measure(size, key));
  const { closeDatabase } = await import('@/lib/db');
  const { countStoredEvents } = await import('./support/bench-count.repository');
  const stored = await countStoredEvents();
  await closeDatabase();
  const acknowledged = results.reduce((sum, { acknowledged: count }) => sum + count, 0);
  publish({
    name: 'ingest',
    title: 'Events a second, all durable',
    figures: [
      ...results.map(({ batch, events_per_second: value }) => ({
        what: `events a second, ${batch} a call`,
        unit: '',
        value,
        ...(batch === GOAL_BATCH && { goal: { at: 'least' as const, value: GOAL_PER_SECOND } }),
      })),
      ...results.map(({ batch, cpu_us_per_event: { web, database } }) => ({
        what: `CPU of an event, ${batch} a call: web and database`,
        unit: 'µs',
        value: round(web + database),
      })),
    ],
    chart: {
      title: 'Events a second, by events a call',
      unit: '',
      bars: results.map((result) => ({
        label: String(result.batch),
        value: result.events_per_second,
      })),
    },
    remarks: [
      `${stored.toLocaleString('en')} events stored, ${acknowledged.toLocaleString('en')} acknowledged; \`fsync\` on. Web process, database and load share the cores.`,
    ],
  });
  if (stored !== acknowledged) failures.push(`stored ${stored} of ${acknowledged} acknowledged`);
} finally {
  await system.stop();
}
if (failures.length > 0) {
  console.error(failures.join('\n'));
  process.exitCode = 1;
}

/** Sends batches of one size for the time, and says what was acknowledged. */
async function measure(size: number, key: string) {
  const pool = new Pool(`http://127.0.0.1:${process.env.PORT}`, { connections: IN_FLIGHT });
  const template = batchTemplate(size);
  let sent = 0;
  let acknowledged = 0;
  let counted = 0;
  let counting = false;
  const deadline = performance.now() + WARM_UP_MS + seconds * 1_000;
  const send = async () => {
    while (performance.now() < deadline) {
      sent += 1;
      const { statusCode, body } = await pool.request({
        method: 'POST',
        path: '/api/v1/events',
        headers: { 'x-api-key': key, 'content-type': 'application/json' },
        body: template.replaceAll('@', `${size}-${sent}-`),
      });
      const text = await body.text();
      if (statusCode !== 201) throw new Error(`${statusCode} ${text}`);
      acknowledged += size;
      if (counting) counted += size;
    }
  };
  const senders = Array.from({ length: IN_FLIGHT }, send);
  await new Promise((resolve) => setTimeout(resolve, WARM_UP_MS));
  counting = true;
  const begin = performance.now();
  const before = cpuTimes();
  await Promise.all(senders);
  const elapsed = (performance.now() - begin) / 1_000;
  const after = cpuTimes();
  const perEvent = (name: keyof typeof after) =>
    Math.round(((after[name] - before[name]) * 1e7) / counted) / 10;
  await pool.close();
  return {
    batch: size,
    events_per_second: Math.round(counted / elapsed),
    calls_per_second: Math.round(counted / size / elapsed),
    cpu_us_per_event: {
      web: perEvent('web'),
      database: perEvent('database'),
      load: perEvent('load'),
    },
    acknowledged,
  };
}

/** The same events each time but for their ids: `@` stands for the batch. */
function batchTemplate(size: number): string {
  const time = new Date().toISOString();
  const events = Array.from({ length: size }, (_, index) => ({
    id: `@${index}`,
    meter: index % 10 === 0 ? 'users' : 'api_calls',
    quantity: 1 + (index % 7),
    time,
    customer: `customer-${index % 20}`,
    properties: { user: `user-${index % 50}`, path: '/v1/thing' },
  }));
  return JSON.stringify({ events });
}

/** CPU used so far, in seconds. */
function cpuTimes() {
  const { user, system: kernel } = process.cpuUsage();
  return {
    web: treeCpuSeconds(system.pid('web')),
    database: treeCpuSeconds(system.postgresPid()),
    load: (user + kernel) / 1e6,
  };
}
