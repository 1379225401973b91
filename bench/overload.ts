import { readFileSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { BenchSystem } from './support/bench-system';
import { createBenchTenant } from './support/bench-tenant.repository';
import { publish, round } from './support/publish';
import { readNumber } from './support/read-number';

/**
 * Ten times as much as there is power for: batches of events at a steady rate, whatever comes back.
 * First the capacity is measured with a few callers that wait for their answer. Then: served against
 * capacity, what became of the rest, memory, and how health answered.
 *
 *   npm run bench -- overload [seconds] [times capacity] [--save]
 */
const seconds = readNumber(0, 60);
const times = readNumber(1, 10);
const CAPACITY_SECONDS = 10;
const CALLERS = 16;
const EVENTS = 200;
const TICK_MS = 20;
const GIVE_UP_MS = 10_000;
const GOAL_SERVED_SHARE = 0.7;
const GOAL_MAX_RSS_MB = 1_024;

let lastEvent = 0;

type Tally = Map<string, number[]>;

const system = await BenchSystem.start(['web']);
const base = `http://127.0.0.1:${process.env.PORT}`;
const agent = new Agent({ connections: 4_000, connect: { timeout: GIVE_UP_MS } });
try {
  const { key } = await createBenchTenant([{ key: 'calls', aggregation: 'count' }]);
  const capacity = await measureCapacity(key);
  const before = residentMb();
  const load = await offer(key, capacity * times);
  const served = load.outcomes.get('201') ?? [];
  const servedRate = served.length / seconds;
  const count = (outcome: string) => load.outcomes.get(outcome)?.length ?? 0;
  const refused = count('429') + count('503');
  publish({
    name: 'overload',
    title: `${times} times as much as there is power for, ${seconds} seconds long`,
    figures: [
      { what: 'capacity, batches of 200 events', unit: 'a second', value: round(capacity) },
      { what: 'offered', unit: 'a second', value: round(load.sent / seconds) },
      {
        what: 'served, of capacity',
        unit: 'x',
        value: round(servedRate / capacity),
        goal: { at: 'least', value: GOAL_SERVED_SHARE },
      },
      {
        what: 'neither served nor refused with 429 or 503',
        unit: '',
        value: load.sent - served.length - refused,
      },
      {
        what: 'most memory of the web process',
        unit: 'MB',
        value: load.mostMb,
        goal: { at: 'most', value: GOAL_MAX_RSS_MB },
      },
      {
        what: 'health checks without an answer',
        unit: '',
        value: load.healthFailures,
        goal: { at: 'most', value: 0 },
      },
      { what: 'p99 of a served call', unit: 'ms', value: round(quantile(served)) },
      {
        what: 'p99 of a refusal',
        unit: 'ms',
        value: round(quantile(load.outcomes.get('503') ?? [])),
      },
      { what: 'p99 of a health check', unit: 'ms', value: round(quantile(load.health)) },
    ],
    remarks: [
      `Memory before: ${before} MB, after: ${residentMb()} MB. The callers share the two cores.`,
      `Outcomes: ${[...load.outcomes].map(([name, list]) => `${list.length} ${name}`).join(', ')}.`,
    ],
  });
  const { closeDatabase } = await import('@/lib/db');
  await closeDatabase();
} finally {
  await agent.destroy();
  await system.stop();
}

async function send(key: string): Promise<string> {
  const events = Array.from({ length: EVENTS }, () => {
    lastEvent += 1;
    return { id: `e${lastEvent}`, meter: 'calls', quantity: 1 };
  });
  try {
    const { statusCode, body } = await request(`${base}/api/v1/events`, {
      dispatcher: agent,
      method: 'POST',
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      body: JSON.stringify({ events }),
      headersTimeout: GIVE_UP_MS,
    });
    await body.dump();
    return String(statusCode);
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'failed';
  }
}

async function measureCapacity(key: string): Promise<number> {
  const until = performance.now() + CAPACITY_SECONDS * 1000;
  let answered = 0;
  await Promise.all(
    Array.from({ length: CALLERS }, async () => {
      while (performance.now() < until) if ((await send(key)) === '201') answered += 1;
    }),
  );
  return answered / CAPACITY_SECONDS;
}

async function offer(key: string, perSecond: number) {
  const outcomes: Tally = new Map();
  const health: number[] = [];
  const pending = new Set<Promise<void>>();
  let healthFailures = 0;
  let sent = 0;
  let mostMb = 0;
  const startedAt = performance.now();
  const watch = setInterval(() => {
    mostMb = Math.max(mostMb, residentMb());
    const askedAt = performance.now();
    fetch(`${base}/healthz`).then(
      () => health.push(performance.now() - askedAt),
      () => (healthFailures += 1),
    );
  }, 1_000);
  while (performance.now() - startedAt < seconds * 1000) {
    const due = Math.floor(((performance.now() - startedAt) / 1000) * perSecond);
    for (; sent < due; sent += 1) {
      const sentAt = performance.now();
      const one = send(key).then((outcome) => {
        const list = outcomes.get(outcome) ?? [];
        list.push(performance.now() - sentAt);
        outcomes.set(outcome, list);
        pending.delete(one);
      });
      pending.add(one);
    }
    await wait(TICK_MS);
  }
  clearInterval(watch);
  await Promise.all(pending);
  return { outcomes, health, healthFailures, sent, mostMb };
}

/** Memory of the web process that is in use, in MB. Linux only. @see man 5 proc */
function residentMb(): number {
  const status = readFileSync(`/proc/${system.pid('web')}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

function quantile(list: readonly number[], share = 0.99): number {
  const sorted = list.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
}
