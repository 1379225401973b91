import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { callApi, outcomeOf } from '@/e2e/support/call-api';
import { type SpawnedWeb, spawnWeb } from '@/e2e/support/spawn-web';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { createPerson } from '@/e2e/support/test-workspace';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import type { Principal } from '@/lib/auth/principal';
import { ALL_SCOPES } from '@/lib/auth/scope';
import { dbPool } from '@/lib/db';
import { CHECKS } from './checks';
import { defineEndpoint, type Endpoint } from './endpoint';
import { postApiKeys } from './endpoints/post-api-keys';
import { createApiHandler } from './pipeline';
import type * as RealRepository from './idempotency.repository';
import { ENDPOINTS } from './route-table';

/**
 * One Idempotency-Key never writes twice, whatever fails between the write and its answer. Faults are
 * made where they happen: by a trigger of PostgreSQL on the table of stored answers, by ending a
 * connection, by kill -9.
 */

/** Guards that a negative control has taken out. */
const removed = vi.hoisted(() => ({ fence: false }));

vi.mock('./idempotency.repository', async (original) => {
  const real = await original<typeof RealRepository>();
  return {
    ...real,
    // Without the fence, nobody asks whether the claim is still this attempt's.
    writeWithAnswer: async (...args: Parameters<typeof real.writeWithAnswer>) =>
      removed.fence ? (await args[1]()).result : real.writeWithAnswer(...args),
  };
});

provideTestDatabase();

const LIMIT_MS = 120_000;
const PATIENCE = { timeout: 30_000, interval: 50 };

let ada: Principal;
let key: string;

beforeAll(async () => {
  ada = await createPerson();
  const scopes = ALL_SCOPES;
  ({ key } = await issueApiKey(ada, { name: 'maker', scopes, mode: 'test', rateLimit: null }));
});
beforeEach(() => {
  removed.fence = false;
});
afterEach(() => dbPool().query('drop trigger if exists fault on idempotency_record'));

/** What the database does each time an answer is stored for `idempotencyKey`. */
async function whenStored(
  idempotencyKey: string,
  statement: string,
  at: 'write' | 'commit' = 'write',
): Promise<void> {
  await dbPool().query(`
    create or replace function fault() returns trigger language plpgsql as $$
    begin ${statement}; return new; end $$`);
  const [kind, when, deferred] =
    at === 'write'
      ? ['trigger', 'before', '']
      : ['constraint trigger', 'after', 'deferrable initially deferred'];
  await dbPool().query(`
    create ${kind} fault ${when} update on idempotency_record ${deferred} for each row
    when (new.status is not null and new.key = '${idempotencyKey}') execute function fault()`);
}

const mend = () => dbPool().query('drop trigger fault on idempotency_record');

/** As if the attempt had begun more than a lease ago. */
const outlive = (idempotencyKey: string) =>
  dbPool().query(
    `update idempotency_record set created_at = now() - interval '61 seconds'
     where key = $1 and status is null`,
    [idempotencyKey],
  );

const count = async (sql: string, name: string): Promise<number> =>
  (await dbPool().query(`select count(*)::int as count from ${sql}`, [name])).rows[0].count;

type Write = {
  what: string;
  path: string;
  body: (name: string) => object;
  made: (name: string) => Promise<number>;
};

const WRITES: Write[] = [
  {
    what: 'an API key',
    path: '/api/v1/api-keys',
    body: (name) => ({ name, scopes: ['usage:read'] }),
    made: (name) => count('api_key where name = $1', name),
  },
  {
    what: 'a meter',
    path: '/api/v1/meters',
    body: (name) => ({ key: name, name, aggregation: 'sum' }),
    made: (name) => count('meter where key = $1', name),
  },
  {
    what: 'a webhook endpoint',
    path: '/api/v1/webhook-endpoints',
    body: (name) => ({
      url: 'https://example.com/hook',
      events: ['invoice.paid'],
      description: name,
    }),
    made: (name) => count('webhook_endpoint where description = $1', name),
  },
  {
    what: 'an event',
    path: '/api/v1/events',
    body: (name) => ({ events: [{ id: name, meter: 'clicks', quantity: 1 }] }),
    made: (name) => count('metered_event where client_id = $1', name),
  },
];

function send({ path, body }: Write, name: string, endpoints = ENDPOINTS): Promise<Response> {
  const headers = { 'idempotency-key': name };
  const api = createApiHandler(endpoints, CHECKS);
  return callApi(key, path, { method: 'POST', body: body(name), headers, api });
}

beforeAll(async () => {
  const body = { key: 'clicks', name: 'Clicks', aggregation: 'sum' };
  expect((await callApi(key, '/api/v1/meters', { method: 'POST', body })).status).toBe(201);
});

const [keyWrite, meterWrite] = WRITES;

describe.each(WRITES)('$what', (write) => {
  const nameOf = (fault: string) => `${fault}_${WRITES.indexOf(write)}`;

  test('its answer cannot be stored: sent again, it is there once', async () => {
    const name = nameOf('unstored');
    await whenStored(name, `raise exception 'disk full' using errcode = '53100'`);
    await send(write, name);
    await mend();
    expect((await send(write, name)).status).toBe(201);
    expect(await write.made(name)).toBe(1);
  });

  test('the connection is lost while its answer is stored: sent again, it is there once', async () => {
    const name = nameOf('cut');
    await whenStored(name, 'perform pg_terminate_backend(pg_backend_pid())');
    await send(write, name);
    await mend();
    expect((await send(write, name)).status).toBe(201);
    expect(await write.made(name)).toBe(1);
  });

  test('sent again after success, it is there once and has the same answer', async () => {
    const name = nameOf('twice');
    const first = await (await send(write, name)).text();
    expect(await (await send(write, name)).text()).toBe(first);
    expect(await write.made(name)).toBe(1);
  });
});

test('without the transaction: a key whose answer could not be stored is made twice', async () => {
  const loose: Endpoint = { ...postApiKeys, idempotent: true };
  const name = 'loose';
  if (!keyWrite) throw new Error('no write');
  await whenStored(name, `raise exception 'disk full' using errcode = '53100'`);
  expect((await send(keyWrite, name, [loose])).status).toBe(201);
  await mend();
  expect((await send(keyWrite, name, [loose])).status).toBe(201);
  expect(await keyWrite.made(name)).toBe(2);
});

/** An endpoint that makes a meter of a new name each time it runs, and waits for `go` the first time. */
function slowEndpoint() {
  let runs = 0;
  let go = () => {};
  const gate = new Promise<void>((resolve) => (go = resolve));
  const endpoint = defineEndpoint({
    method: 'POST',
    path: '/api/v1/slow',
    operation: 'slow',
    summary: '',
    scope: null,
    answers: {},
    async handle({ principal }) {
      runs += 1;
      const run = runs;
      if (run === 1) await gate;
      const { createMeter } = await import('@/lib/usage/create-meter');
      const meter = { key: `slow_${run}`, name: 'slow', aggregation: 'sum' as const };
      return { status: 201, body: await createMeter(principal, meter) };
    },
  });
  return { endpoint, go: () => go(), runs: () => runs };
}

async function takeOver(idempotencyKey: string): Promise<string[]> {
  const { endpoint, go, runs } = slowEndpoint();
  const api = createApiHandler([endpoint], CHECKS);
  const call = { method: 'POST', headers: { 'idempotency-key': idempotencyKey }, api };
  const first = callApi(key, '/api/v1/slow', call);
  await vi.waitUntil(() => runs() === 1, PATIENCE);
  expect(await outcomeOf(await callApi(key, '/api/v1/slow', call))).toBe(
    '409 idempotency-in-flight',
  );
  await outlive(idempotencyKey);
  const second = await outcomeOf(await callApi(key, '/api/v1/slow', call));
  go();
  return [await outcomeOf(await first), second];
}

describe('an attempt that was taken for dead', () => {
  const made = () => count('meter where name = $1', 'slow');

  beforeEach(() => dbPool().query(`delete from meter where name = 'slow'`));

  test('writes nothing once another has taken its key over, and leaves it alone', async () => {
    expect(await takeOver('lease')).toEqual(['409 idempotency-in-flight', '201']);
    expect(await made()).toBe(1);
    const sql = `idempotency_record where key = $1 and status = 201`;
    expect(await count(sql, 'lease')).toBe(1);
  });

  test('without the fence: both write', async () => {
    removed.fence = true;
    expect(await takeOver('loose-lease')).toEqual(['201', '201']);
    expect(await made()).toBe(2);
  });
});

test('a release that fails does not hide why the write failed', async () => {
  const name = 'unreleased';
  if (!meterWrite) throw new Error('no write');
  await send(meterWrite, 'taken');
  await dbPool().query(`
    create or replace function refuse() returns trigger language plpgsql as $$
    begin raise exception 'disk full' using errcode = '53100'; end $$;
    create trigger refuse before delete on idempotency_record execute function refuse()`);
  const body = meterWrite.body('taken');
  const call = { method: 'POST', body, headers: { 'idempotency-key': name } };
  expect(await outcomeOf(await callApi(key, '/api/v1/meters', call))).toBe('409 conflict');
  await dbPool().query('drop trigger refuse on idempotency_record');
});

describe('kill -9 of the process that writes', { timeout: LIMIT_MS }, () => {
  const post = (web: SpawnedWeb, { path, body }: Write, name: string) =>
    fetch(`${web.url}${path}`, {
      method: 'POST',
      headers: { 'x-api-key': key, 'content-type': 'application/json', 'idempotency-key': name },
      body: JSON.stringify(body(name)),
    });

  const untilAsleep = () =>
    vi.waitUntil(
      () =>
        count(`pg_stat_activity where datname = current_database() and wait_event = $1`, 'PgSleep'),
      PATIENCE,
    );

  test('while PostgreSQL commits: the write is there, and the answer is repeated', async () => {
    const name = 'committing';
    if (!keyWrite) throw new Error('no write');
    await whenStored(name, 'perform pg_sleep(3)', 'commit');
    const web = await spawnWeb();
    const lost = post(web, keyWrite, name).catch(() => 'no answer');
    await untilAsleep();
    await web.stop('SIGKILL');
    expect(await lost).toBe('no answer');
    await vi.waitUntil(() => keyWrite.made(name), PATIENCE);
    const again = await send(keyWrite, name);
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
    expect(await keyWrite.made(name)).toBe(1);
  });

  test.each(WRITES)('$what is there once, and its answer is heard', async (write) => {
    const name = `killed_${WRITES.indexOf(write)}`;
    await whenStored(name, 'perform pg_sleep(600)');
    const web = await spawnWeb();
    const lost = post(web, write, name).catch(() => 'no answer');
    await untilAsleep();
    await web.stop('SIGKILL');
    expect(await lost).toBe('no answer');
    // PostgreSQL sees the end of a connection when it next speaks on it.
    await dbPool().query(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and wait_event = 'PgSleep'`);
    await mend();
    await outlive(name);
    const again = await send(write, name);
    expect(again.status).toBe(201);
    expect(await write.made(name)).toBe(1);
    expect((await send(write, name)).headers.get('idempotency-replayed')).toBe('true');
    expect(await write.made(name)).toBe(1);
  });
});
