import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { type SpawnedWeb, spawnWeb } from '@/e2e/support/spawn-web';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { createPerson } from '@/e2e/support/test-workspace';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import type { Principal } from '@/lib/auth/principal';
import { dbPool } from '@/lib/db';
import { createMeter } from '@/lib/usage/create-meter';
import { readUsageBacklog } from '@/lib/usage/usage-outbox.repository';

/** kill -9 of the web process, at the moments that could lose an event or count it twice. */

provideTestDatabase();

const LIMIT_MS = 120_000;
const PATIENCE = { timeout: 30_000, interval: 50 };
const BATCH = 20;
const HOUR_MS = 3_600_000;
const HOURS = 3;
const from = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - HOURS * HOUR_MS;

type Sent = { id: string; meter: string; quantity: number; time: string; properties: object };

let ada: Principal;
let key: string;
let made = 0;
let acknowledged: Sent[];

beforeEach(async () => {
  ada = await createPerson();
  const options = { name: 'k', mode: 'test' as const, rateLimit: 0 };
  const scopes = ['events:write' as const, 'usage:read' as const];
  ({ key } = await issueApiKey({ ...ada, credential: 'operator' }, { ...options, scopes }));
  for (const aggregation of ['sum', 'max', 'count', 'unique'] as const) {
    const property = aggregation === 'unique' ? { property: 'user' } : {};
    await createMeter(ada, { key: aggregation, name: aggregation, aggregation, ...property });
  }
  acknowledged = [];
});

/** Events of all meters, spread over the hours. */
function newBatch(): Sent[] {
  return Array.from({ length: BATCH }, () => {
    made += 1;
    return {
      id: `e${made}`,
      meter: ['sum', 'max', 'count', 'unique'][made % 4] ?? '',
      quantity: (made * 7) % 1000,
      time: new Date(from + ((made * 421_337) % (HOURS * HOUR_MS))).toISOString(),
      properties: { user: `u${made % 13}` },
    };
  });
}

/** @returns what the server answered, null where it was gone. */
async function send(web: SpawnedWeb, events: Sent[]) {
  const body = JSON.stringify({ events });
  const headers = { 'x-api-key': key, 'content-type': 'application/json' };
  try {
    const url = `${web.url}/api/v1/events`;
    const response = await fetch(url, { method: 'POST', headers, body });
    if (response.status !== 201) return null;
    acknowledged.push(...events);
    return (await response.json()) as { accepted: number; duplicates: number };
  } catch {
    return null;
  }
}

/** What the acknowledged events come to, the slow and obvious way, by hour. */
function reckon(meter: string): number[] {
  return Array.from({ length: HOURS }, (_, hour) => {
    const start = from + hour * HOUR_MS;
    const inside = acknowledged.filter(
      ({ meter: of, time }) =>
        of === meter && Date.parse(time) >= start && Date.parse(time) < start + HOUR_MS,
    );
    const quantities = inside.map(({ quantity }) => quantity);
    if (meter === 'count') return inside.length;
    if (meter === 'sum') return quantities.reduce((sum, one) => sum + one, 0);
    if (meter === 'max') return Math.max(0, ...quantities);
    return new Set(inside.map(({ properties }) => JSON.stringify(properties))).size;
  });
}

async function usageOf(web: SpawnedWeb, meter: string): Promise<number[]> {
  const range = `from=${new Date(from).toISOString()}&to=${new Date(from + HOURS * HOUR_MS).toISOString()}`;
  const url = `${web.url}/api/v1/usage?meter=${meter}&${range}&granularity=hour`;
  const response = await fetch(url, { headers: { 'x-api-key': key } });
  const { data } = (await response.json()) as { data: { quantity: number }[] };
  return data.map(({ quantity }) => quantity);
}

/** Usage of every meter is what was acknowledged: now, and once all is folded. */
async function expectExact(web: SpawnedWeb): Promise<void> {
  const isExact = async () => {
    for (const meter of ['sum', 'max', 'count', 'unique']) {
      expect(await usageOf(web, meter), meter).toEqual(reckon(meter));
    }
  };
  await isExact();
  await vi.waitUntil(async () => (await readUsageBacklog()).unfolded === 0, PATIENCE);
  await isExact();
}

/** Runs `work` in a transaction of ours, which keeps others out of what it locks. */
async function holding(lock: (client: pg.PoolClient) => Promise<unknown>, work: () => unknown) {
  const client = await dbPool().connect();
  try {
    await client.query('begin');
    await lock(client);
    await work();
  } finally {
    await client.query('rollback');
    client.release();
  }
}

const isFolding = async () => {
  const { rows } = await dbPool().query(
    `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
       and query like '%delete from usage_delta%'`,
  );
  return rows.length > 0;
};

describe('kill -9 of web', () => {
  test(
    'after the acknowledgement and before the fold loses nothing and counts nothing twice',
    async () => {
      const batch = newBatch();
      const web = await spawnWeb();
      const noFold = (client: pg.PoolClient) =>
        client.query("select pg_advisory_xact_lock(hashtextextended('usage-fold', 0))");
      await holding(noFold, async () => {
        expect(await send(web, batch)).toEqual({ accepted: BATCH, duplicates: 0 });
        await web.stop('SIGKILL');
        expect((await readUsageBacklog()).unfolded).toBeGreaterThan(0);
      });
      const next = await spawnWeb();
      await expectExact(next);
      acknowledged = [];
      expect(await send(next, batch)).toEqual({ accepted: 0, duplicates: BATCH });
      await expectExact(next);
      await next.stop();
    },
    LIMIT_MS,
  );

  test(
    'in the middle of a fold leaves it undone, and the next one does it once',
    async () => {
      const web = await spawnWeb();
      await send(web, newBatch());
      await vi.waitUntil(async () => (await readUsageBacklog()).unfolded === 0, PATIENCE);
      // The fold takes its notes, then waits for a month that we hold.
      const hold = (client: pg.PoolClient) =>
        client.query('select from usage_month where workspace_id = $1 for update', [
          ada.workspaceId,
        ]);
      await holding(hold, async () => {
        await send(web, newBatch());
        await vi.waitUntil(isFolding, PATIENCE);
        await web.stop('SIGKILL');
      });
      const next = await spawnWeb();
      await expectExact(next);
      await next.stop();
    },
    LIMIT_MS,
  );

  test(
    'at any moment under load, again and again, with callers who send until it is acknowledged',
    async () => {
      let waiting: Sent[][] = [];
      for (const lifeMs of [150, 400, 900]) {
        const web = await spawnWeb();
        const end = Date.now() + lifeMs;
        const callers = Array.from({ length: 4 }, async () => {
          while (Date.now() < end) {
            const batch = waiting.pop() ?? newBatch();
            if (!(await send(web, batch))) waiting = [...waiting, batch];
          }
        });
        await wait(lifeMs * 0.8);
        await web.stop('SIGKILL');
        await Promise.all(callers);
      }
      const web = await spawnWeb();
      for (const batch of waiting) expect(await send(web, batch)).not.toBeNull();
      expect(acknowledged.length).toBeGreaterThan(BATCH);
      await expectExact(web);
      await web.stop();
    },
    LIMIT_MS,
  );

  test.each(['take-first', 'add-first'])(
    'twin: a fold that is not one transaction, killed in the middle, is found (%s)',
    async (order) => {
      const web = await spawnWeb();
      const noFold = (client: pg.PoolClient) =>
        client.query("select pg_advisory_xact_lock(hashtextextended('usage-fold', 0))");
      await holding(noFold, async () => {
        await send(web, newBatch());
        await web.stop('SIGKILL');
        const command = ['scripts/run.mjs', 'e2e/support/fold-in-two-steps.ts', order];
        const stdio = ['ignore', 'ignore', 'inherit', 'ipc'] as const;
        const fold = spawn(process.execPath, command, { stdio: [...stdio] });
        await once(fold, 'message');
        fold.kill('SIGKILL');
        await once(fold, 'close');
      });
      const next = await spawnWeb();
      await expect(expectExact(next)).rejects.toThrow(/expected|to deeply equal/);
      await next.stop();
    },
    LIMIT_MS,
  );
});
