import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { createPerson } from '@/e2e/support/test-workspace';
import type { Principal } from '@/lib/auth/principal';
import { dbPool } from '@/lib/db';
import { databaseNow } from '@/lib/database-clock.repository';
import { getEnv } from '@/lib/env';
import { newId } from '@/lib/public-id';
import { createMeter } from './create-meter';
import { listEvents } from './list-events';
import { lowestId } from './partition-bounds.repository';
import { retainEvents } from './retain-events';
import { insertEvents } from './usage-event.repository';
import { foldUsage, hasUnfoldedUsage } from './usage-fold.repository';
import {
  addUsagePartitions,
  dropMonth,
  PERIOD_SECONDS,
  readUsagePartitions,
} from './usage-partition.repository';

/** Months of events come and go, an id is counted once, and usage stays what it was. */

provideTestDatabase();

const DAY_MS = 86_400_000;
const PERIOD_MS = PERIOD_SECONDS * 1_000;
const PRO = async () => 'pro';

let ada: Principal;
let meterId: string;
let now: Date;

beforeEach(async () => {
  ada = await createPerson();
  const meter = await createMeter(ada, { key: 'calls', name: 'Calls', aggregation: 'sum' });
  ({ id: meterId } = (
    await dbPool().query('select id from meter where workspace_id = $1', [ada.workspaceId])
  ).rows[0]);
  expect(meter.key).toBe('calls');
  now = await databaseNow();
});

/** Stores an event as if it were received at `moment`. @returns whether it was counted. */
async function send(clientId: string, moment: Date): Promise<boolean> {
  const id = lowestId(moment).slice(0, 14) + newId().slice(14);
  const { workspaceId, mode } = ada;
  const event = { call: 0, id, workspaceId, mode, clientId, meterId, quantity: '1' };
  const rest = { time: moment, customer: null, properties: null };
  return (await insertEvents([{ ...event, ...rest }], moment)).get(0) === 1;
}

const idsOf = async () => (await listEvents(ada, { limit: 100 })).data.map(({ id }) => id);

/** What was used, by hours and by months. */
async function totalOf(): Promise<unknown> {
  while (await hasUnfoldedUsage()) await foldUsage();
  const { rows } = await dbPool().query(
    `select (select sum(sum)::int from usage_hour where workspace_id = $1) as hours,
       (select sum(sum)::int from usage_month where workspace_id = $1) as months`,
    [ada.workspaceId],
  );
  return rows[0];
}

const monthsLater = (months: number, day = 15) =>
  new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, day));

const partitionOf = async (clientId: string): Promise<string> =>
  (
    await dbPool().query(
      'select tableoid::regclass::text as name from metered_event where workspace_id = $1 and client_id = $2',
      [ada.workspaceId, clientId],
    )
  ).rows[0]?.name;

describe('The same id', () => {
  /** Where the period begins that is far enough from what other tests store. */
  const boundary = () => new Date(Math.ceil(now.getTime() / PERIOD_MS) * PERIOD_MS);
  const around = (ms: number) => new Date(boundary().getTime() + ms);

  test.each([
    ['at once', 10 * DAY_MS, 10 * DAY_MS],
    ['across the start of a month', 20 * DAY_MS, 24 * DAY_MS + 12 * 3_600_000],
    ['on both sides of the start of a period', -1, 0],
    ['after the first hour of a period', -1, 2 * 3_600_000],
    ['35 days later', 10 * DAY_MS, 45 * DAY_MS],
    ['35 days later, at the end of the first period', -1, 35 * DAY_MS - 1],
  ])('is counted once: %s', async (_when, first, second) => {
    expect(await send('same', around(first))).toBe(true);
    expect(await send('same', around(second))).toBe(false);
    expect(await idsOf()).toEqual(['same']);
  });

  test('is counted again where it comes two periods later', async () => {
    expect(await send('same', around(-1))).toBe(true);
    expect(await send('same', around(PERIOD_MS + 2 * 3_600_000))).toBe(true);
  });

  test('is counted once where the statement before the period has not committed', async () => {
    const early = await dbPool().connect();
    try {
      await early.query('begin');
      const period = Math.floor(around(-1).getTime() / PERIOD_MS);
      await early.query('insert into usage_event_id values ($1, $2, $3, $4, $5)', [
        ada.workspaceId,
        ada.mode,
        'same',
        period,
        newId(),
      ]);
      const late = send('same', around(0));
      await early.query('select pg_sleep(0.2)');
      await early.query('commit');
      expect(await late).toBe(false);
      // Twin: after the first hour nothing would meet the statement that has not committed.
      await early.query('begin');
      const insert = 'insert into usage_event_id values ($1, $2, $3, $4, $5)';
      await early.query(insert, [ada.workspaceId, ada.mode, 'twin', period, newId()]);
      expect(await send('twin', around(2 * 3_600_000))).toBe(true);
      await early.query('rollback');
    } finally {
      early.release();
    }
  });

  test('is counted once of 40 at the same moment', async () => {
    const sent = await Promise.all(
      Array.from({ length: 40 }, (_, n) => send('same', around(n % 2 === 0 ? 0 : -1))),
    );
    expect(sent.filter(Boolean)).toHaveLength(1);
    expect(await totalOf()).toEqual({ hours: 1, months: 1 });
  });
});

describe('Months', () => {
  test('are made ahead, by the time that is given, and once', async () => {
    await addUsagePartitions(now);
    const { until } = await readUsagePartitions();
    expect(until).toBe(monthsLater(2).toISOString().slice(0, 7));
    expect(await addUsagePartitions(now)).toEqual([]);
    await Promise.all([1, 2, 3].map(() => addUsagePartitions(monthsLater(1))));
    expect((await readUsagePartitions()).until).toBe(monthsLater(3).toISOString().slice(0, 7));
  });

  test('take over what came before they were there', async () => {
    const far = monthsLater(9);
    expect(await send('ahead', far)).toBe(true);
    expect(await send('behind', new Date(Date.UTC(2001, 0, 1)))).toBe(true);
    expect(await partitionOf('ahead')).toBe('metered_event_late');
    expect(await partitionOf('behind')).toBe('usage_event');
    const total = await totalOf();
    await addUsagePartitions(far);
    expect(await partitionOf('ahead')).toBe(
      `metered_event_${far.toISOString().slice(0, 7).replace('-', '_')}`,
    );
    expect(await send('ahead', far)).toBe(false);
    expect(await totalOf()).toEqual(total);
  });
});

describe('While events are being stored', () => {
  /** What a statement that stores events does first, and what it does then. */
  const begin = 'lock table only usage_event_id, only metered_event in row exclusive mode';
  const goOn = 'select from usage_event_id_default, usage_event, metered_event_late limit 1';

  test.each([
    { change: 'periods and months are added', run: () => addUsagePartitions(monthsLater(4)) },
    { change: 'a month is dropped', run: () => dropMonth({ name: 'usage_event', month: '' }) },
  ])('$change without one waiting for the other', async ({ run }) => {
    const storing = await dbPool().connect();
    try {
      await storing.query("begin; set local lock_timeout = '300ms'");
      await storing.query(begin);
      const changed = run();
      const waits =
        'select from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())';
      while ((await dbPool().query(waits)).rowCount === 0) await pause(5);
      await storing.query(goOn);
      await storing.query('commit');
      await changed;
    } finally {
      storing.release();
    }
  });
});

test('A page of the list is read month by month; twin: with a default partition, of all at once', async () => {
  await addUsagePartitions(now);
  const client = await dbPool().connect();
  const plan = async () => {
    const { rows } = await client.query(
      `explain (costs off) select id from metered_event
       where workspace_id = '${ada.workspaceId}' and mode = 'test' order by id desc limit 21`,
    );
    return rows.map((row) => row['QUERY PLAN']).join();
  };
  try {
    await client.query('begin');
    await client.query('set local enable_seqscan = off');
    expect(await plan()).not.toMatch(/Merge Append|Sort/);
    await client.query('alter table metered_event detach partition metered_event_late');
    await client.query('create table spare partition of metered_event default');
    expect(await plan()).toMatch(/Merge Append|Sort/);
  } finally {
    await client.query('rollback');
    client.release();
  }
});

describe('Events whose time is over', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'tollgate-archive-'));
  });
  afterEach(async () => {
    getEnv().EVENT_ARCHIVE_DIR = undefined;
    await rm(folder, { recursive: true });
  });

  test('are archived, then dropped with their month; usage does not change', async () => {
    await addUsagePartitions(monthsLater(16));
    for (const months of [0, 12, 13, 14]) await send(`in ${months}`, monthsLater(months));
    const total = await totalOf();
    const later = monthsLater(27);

    getEnv().EVENT_ARCHIVE_DIR = path.join(folder, 'file', 'below');
    await writeFile(path.join(folder, 'file'), '');
    await expect(retainEvents(later, PRO)).rejects.toThrow(/ENOTDIR|EEXIST/);
    expect(await idsOf()).toContain('in 12');

    getEnv().EVENT_ARCHIVE_DIR = folder;
    await expect(retainEvents(later, PRO, AbortSignal.abort())).rejects.toThrow(/abort/i);
    expect(await readdir(folder)).toEqual(['file']);
    expect(await idsOf()).toContain('in 12');
    const { dropped } = await retainEvents(later, PRO);
    expect(dropped).toContain(
      `metered_event_${monthsLater(13).toISOString().slice(0, 7).replace('-', '_')}`,
    );
    expect(await idsOf()).toEqual(['in 14']);
    expect(await totalOf()).toEqual(total);
    const month = monthsLater(12).toISOString().slice(0, 7);
    const lines = gunzipSync(await readFile(path.join(folder, `usage-events-${month}.jsonl.gz`)))
      .toString()
      .trim()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line).client_id)).toContain('in 12');
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);

    // An id as old as that is still taken, and the first partition reaches to the months that are left.
    expect(await send('very late', monthsLater(12))).toBe(true);
    expect(await partitionOf('very late')).toBe('usage_event');
  });

  test('go earlier on a plan that keeps them for less, and not while the plan is unknown', async () => {
    await send('old', monthsLater(0));
    await send('new', monthsLater(6));
    const total = await totalOf();
    const later = monthsLater(7);
    await retainEvents(later, PRO);
    expect((await idsOf()).sort()).toEqual(['new', 'old']);
    await expect(retainEvents(later, () => Promise.reject(new Error('down')))).rejects.toThrow();
    expect((await idsOf()).sort()).toEqual(['new', 'old']);
    expect((await retainEvents(later, async () => 'free')).deleted).toBe(1);
    expect(await idsOf()).toEqual(['new']);
    expect(await totalOf()).toEqual(total);
  });
});
