import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type pg from 'pg';
import { expect, test } from 'vitest';
import { createTestDatabase } from '@/e2e/support/test-database';
import { withClient } from '@/lib/database-connection.repository';
import { newId } from '@/lib/public-id';
import { lowestId } from './partition-bounds.repository';

/** A database of the version before, with events in it, becomes a partitioned one. */

const FOLDER = 'prisma/migrations';
const WORKSPACE = newId();
const METER = newId();
const DAY_MS = 86_400_000;

async function migrate(client: pg.Client, isWanted: (name: string) => boolean): Promise<void> {
  const names = (await readdir(FOLDER, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
  for (const name of names.filter(isWanted)) {
    await client.query(await readFile(path.join(FOLDER, name, 'migration.sql'), 'utf8'));
  }
}

const idAt = (moment: Date) => lowestId(moment).slice(0, 14) + newId().slice(14);

/** The first migration that makes partitions. */
const FIRST = '20261201113500';

async function store(client: pg.Client, table: string, conflict: string, name: string) {
  const { rowCount } = await client.query(
    `insert into ${table} (id, workspace_id, mode, client_id, meter_id, quantity, time)
     values ($1, $2, 'test', $3, $4, 1, now()) ${conflict} returning id`,
    [newId(), WORKSPACE, name, METER],
  );
  return rowCount;
}

/** The statement of the version before. */
const storeAsBefore = (client: pg.Client, name: string) =>
  store(client, 'usage_event', 'on conflict (workspace_id, mode, client_id) do nothing', name);

test('keeps every event, knows their ids, and notes no usage twice', async () => {
  const { url, drop } = await createTestDatabase();
  try {
    await withClient(url, async (client) => {
      await client.query('create schema before');
      await client.query('set search_path to before');
      await migrate(client, (name) => name < FIRST);
      await client.query("insert into workspace (id, name) values ($1, 'W')", [WORKSPACE]);
      await client.query(
        `insert into meter (id, workspace_id, mode, key, name, aggregation)
         values ($1, $2, 'test', 'calls', 'Calls', 'sum')`,
        [METER, WORKSPACE],
      );
      const now = Date.now();
      const events = [
        { id: idAt(new Date(now)), age: 0, name: 'new' },
        { id: idAt(new Date(now - 400 * DAY_MS)), age: 400, name: 'old' },
        { id: idAt(new Date(now + 200 * DAY_MS)), age: 0, name: 'of a clock that is ahead' },
        { id: 'f47ac10b-58cc-4372-a567-0e02b2c3d479', age: 20, name: 'of another generator' },
      ];
      for (const { id, age, name } of events) {
        await client.query(
          `insert into usage_event
             (id, workspace_id, mode, client_id, meter_id, quantity, time, received_at)
           select $1, $2, 'test', $3, $4, 1, t, t from (select now() - make_interval(days => $5) as t) x`,
          [id, WORKSPACE, name, METER, age],
        );
      }
      const notes = 'select count(*)::int as notes, sum(sum)::int as sum from usage_delta';
      const before = (await client.query(notes)).rows;

      await migrate(client, (name) => name >= FIRST);

      expect((await client.query(notes)).rows).toEqual(before);
      const kept = await client.query(
        `select e.client_id as name, e.tableoid::regclass::text as partition, i.event_id = e.id as known
         from metered_event e left join usage_event_id i using (workspace_id, mode, client_id)
         order by e.id`,
      );
      expect(kept.rows).toEqual([
        { name: 'old', partition: 'usage_event', known: true },
        { name: 'new', partition: 'usage_event', known: true },
        { name: 'of a clock that is ahead', partition: 'metered_event_late', known: true },
        { name: 'of another generator', partition: 'metered_event_late', known: true },
      ]);

      // Both versions run while this one is rolled out, and know each other's ids.
      expect(await storeAsBefore(client, 'during the rollout')).toBe(1);
      expect(await storeAsBefore(client, 'during the rollout')).toBe(0);
      expect(await storeAsBefore(client, 'old')).toBe(0);
      expect(await store(client, 'metered_event', 'on conflict do nothing', 'new')).toBe(0);
      expect(await store(client, 'metered_event', 'on conflict do nothing', 'next')).toBe(1);
      expect(await storeAsBefore(client, 'next')).toBe(0);
      const known = await client.query(
        'select client_id from usage_event_id where client_id = $1',
        ['during the rollout'],
      );
      expect(known.rowCount).toBe(1);
      expect((await client.query(notes)).rows).toEqual([{ notes: 6, sum: 6 }]);
    });
  } finally {
    await drop();
  }
});
