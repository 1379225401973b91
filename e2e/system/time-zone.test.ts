import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import process from 'node:process';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { withClient } from '@/lib/database-connection.repository';
import { getEnv } from '@/lib/env';
import { createOwnDatabase } from '@/scripts/testing/own-services.repository';
import { makeTestEnv, startTestSystem, type TestSystem } from '@/scripts/testing/test-system';

/**
 * `npm start` with a DATABASE_URL whose database is not on UTC: five and a half hours from it, then
 * in a zone whose clocks change by half an hour. Keys once lived hours too long or were dead at birth.
 */

const START_LIMIT_MS = 120_000;
const ZONES = ['Asia/Kolkata', 'Australia/Lord_Howe'] as const;
const MINUTE_MS = 60_000;
/** Between the moment that is asked for and the one in which the test looks. */
const NEAR_MS = 20_000;

let env: NodeJS.ProcessEnv;
let system: TestSystem;
let database: Awaited<ReturnType<typeof createOwnDatabase>>;

beforeAll(async () => {
  database = await createOwnDatabase(getEnv().DATABASE_URL, ZONES[0]);
  if (!database) throw new Error('The database of these tests makes no second one.');
  env = { ...(await makeTestEnv('time-zone')), DATABASE_URL: database.url };
  system = await startTestSystem(env);
}, START_LIMIT_MS);

afterAll(async () => {
  await system.stop();
  await database?.drop();
  rmSync(env.DATA_DIR ?? '', { recursive: true, force: true });
}, START_LIMIT_MS);

/** Rows of a plain session, whose zone is the database's. */
async function query<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
  return withClient(database?.url ?? '', async (client) => {
    await client.query('reset timezone');
    return (await client.query<Row>(sql, values)).rows;
  });
}

type NewKey = { id: string; key: string; expires_at: string };

function createKey(expiresIn: string): NewKey {
  const command = ['scripts/run.mjs', 'scripts/tollgate/main.ts', 'key', 'create', '--json'];
  const scopes = ['--scopes', 'logs:read', '--mode', 'test', '--expires-in', expiresIn];
  const args = [...command, '--user', 'ada', '--name', 'zone', ...scopes];
  return JSON.parse(execFileSync(process.execPath, args, { env: system.env, encoding: 'utf8' }));
}

const call = (path: string, key: string) =>
  fetch(`${system.env.APP_URL}/api/v1${path}`, { headers: { 'x-api-key': key } });

async function readJson<T>(path: string, key: string): Promise<T> {
  const response = await call(path, key);
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

function expectNear(instant: string | number, expectedMs: number): void {
  expect(Math.abs(new Date(instant).getTime() - expectedMs)).toBeLessThan(NEAR_MS);
}

test.each(ZONES)('in %s instants are stored, shown and compared as they are', async (zone) => {
  await execute(
    `alter database ${new URL(database?.url ?? '').pathname.slice(1)} set timezone to '${zone}'`,
  );
  await execute(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  const [session] = await query<{ zone: string }>("select current_setting('TimeZone') as zone");
  expect(session?.zone).toBe(zone);

  const made = Date.now();
  const { id, key, expires_at } = createKey('2h');
  expectNear(expires_at, made + 120 * MINUTE_MS);
  await vi.waitUntil(async () => (await call('/me', key)).status === 200, { timeout: 30_000 });
  const me = await readJson<{ expires_at: string }>('/me', key);
  expect(me.expires_at).toBe(expires_at);

  const instants = `select extract(epoch from created_at)::float8 * 1000 as created,
    extract(epoch from expires_at)::float8 * 1000 as expires from api_key where id = $1`;
  const [stored] = await query<{ created: number; expires: number }>(instants, [id]);
  expectNear(stored?.created ?? 0, made);
  expectNear(stored?.expires ?? 0, made + 120 * MINUTE_MS);

  const list = () => readJson<{ data: { time: string }[] }>('/request-logs', key);
  // It is written a moment later.
  const logged = await vi.waitUntil(async () => (await list()).data[0], { timeout: 30_000 });
  expectNear(logged.time, Date.now());

  // By the database's own clock, in the session of a stranger.
  await query("update api_key set expires_at = now() - interval '1 second' where id = $1", [id]);
  await vi.waitUntil(async () => (await call('/me', key)).status === 401, { timeout: 30_000 });
});

async function execute(sql: string): Promise<void> {
  await query(sql);
}
