import { expect, test } from 'vitest';
import pg from 'pg';
import { createTestDatabase } from '@/e2e/support/test-database';
import { seed } from './seed';

const NOW = new Date('2026-11-24T12:00:00Z');
const TABLES = [
  '"user"',
  'account',
  'workspace',
  'membership',
  'meter',
  'customer',
  'metered_event',
];

async function dump(client: pg.Client): Promise<string> {
  const tables: unknown[] = [];
  for (const table of TABLES) {
    tables.push((await client.query(`select * from ${table} order by 1, 2`)).rows);
  }
  return JSON.stringify(tables);
}

test('seeding twice changes nothing', async () => {
  const database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const first = await seed(database.url, NOW);
  const before = await dump(client);
  const second = await seed(database.url, new Date(NOW.getTime() + 86_400_000));
  expect(await dump(client)).toBe(before);
  expect(first.events).toBeGreaterThan(5_000);
  expect(first.events).toBeLessThan(10_000);
  expect(second.events).toBe(0);
  await client.end();
  await database.drop();
});

test('the same day makes the same usage on every machine', async () => {
  const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  const [first, second] = [await seed(one.url, NOW), await seed(other.url, NOW)];
  expect(first).toEqual(second);
  await Promise.all([one.drop(), other.drop()]);
});
