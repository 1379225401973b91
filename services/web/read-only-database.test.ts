import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createTestDatabase, provideTestDatabase } from '@/e2e/support/test-database';
import { execute } from '@/e2e/support/test-server';
import { startTestWeb, type TestWeb } from '@/e2e/support/test-web';
import { createPerson } from '@/e2e/support/test-workspace';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { db, dbPool } from '@/lib/db';
import { getEnv } from '@/lib/env';

provideTestDatabase();

let web: TestWeb;
let key: string;

beforeAll(async () => {
  const ada = await createPerson();
  const input = { name: 'k', scopes: ['meters:write' as const], mode: 'test' as const };
  ({ key } = await issueApiKey(ada, input));
  web = await startTestWeb();
}, 60_000);
afterAll(() => web.stop());

const databaseName = () => new URL(getEnv().DATABASE_URL).pathname.slice(1);

/** As where a primary is demoted: open sessions stay, and refuse writes. */
async function demote(): Promise<void> {
  const admin = new URL(getEnv().DATABASE_URL);
  admin.pathname = '/postgres';
  const name = databaseName();
  await execute(admin.href, `alter database ${name} set default_transaction_read_only = on`);
  await execute(
    admin.href,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
  );
}

async function promote(): Promise<void> {
  const admin = new URL(getEnv().DATABASE_URL);
  admin.pathname = '/postgres';
  await execute(admin.href, `alter database ${databaseName()} reset default_transaction_read_only`);
}

const createMeter = (name: string) =>
  fetch(`${web.url}/api/v1/meters`, {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    body: JSON.stringify({ key: name, name, aggregation: 'sum' }),
  });

test('a read-only database: writes are 503, readiness says so, and it heals without a restart', async () => {
  expect((await createMeter('before')).status).toBe(201);
  await demote();
  // The pool notices that its connections were cut, and opens read-only ones.
  await vi.waitFor(
    async () => {
      const response = await fetch(`${web.url}/readyz`);
      expect(response.status).toBe(503);
      expect(await response.json()).toEqual({ status: 'not-ready', reason: 'database-read-only' });
    },
    { timeout: 20_000, interval: 200 },
  );
  const refused = await createMeter('meanwhile');
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);

  await promote();
  await vi.waitUntil(async () => (await fetch(`${web.url}/readyz`)).status === 200, {
    timeout: 20_000,
    interval: 200,
  });
  expect((await createMeter('after')).status).toBe(201);
}, 90_000);

test('a connection on which a transaction was refused is not used again', async () => {
  const backend = async () =>
    (await dbPool().query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid;
  await demote();
  const failing = () =>
    db().$transaction(async (transaction) => {
      await transaction.$executeRaw`create table demoted (id int)`;
    });
  await vi.waitUntil(async () => {
    const error = await failing().catch((caught: unknown) => caught);
    return String(error).includes('25006');
  });
  await promote();
  await vi.waitUntil(async () => !(await failing().catch(() => true)), { timeout: 10_000 });
  expect(await backend()).toBeGreaterThan(0);
});

test('negative control: a plain pool keeps such a connection, and fails for as long as it is used', async () => {
  const { default: pg } = await import('pg');
  const other = await createTestDatabase();
  const name = new URL(other.url).pathname.slice(1);
  await execute(other.url, `alter database ${name} set default_transaction_read_only = on`);
  const pool = new pg.Pool({ connectionString: other.url });
  const write = async () => {
    const client = await pool.connect();
    await client.query('begin');
    const failed = await client.query('create table demoted (id int)').catch((error) => error.code);
    await client.query('rollback');
    client.release();
    return failed;
  };
  expect(await write()).toBe('25006');
  const admin = new URL(other.url);
  admin.pathname = '/postgres';
  await execute(admin.href, `alter database ${name} reset default_transaction_read_only`);
  for (let turn = 0; turn < 3; turn += 1) expect(await write()).toBe('25006');
  await pool.end();
  await other.drop();
});
