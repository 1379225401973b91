import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { callApi } from '@/e2e/support/call-api';
import { countStatements } from '@/e2e/support/count-statements';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { createPerson } from '@/e2e/support/test-workspace';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { listExpiryNotices } from '@/lib/auth/api-key/list-api-keys';
import { narrowApiKey } from '@/lib/auth/api-key/narrow-api-key';
import type { Principal } from '@/lib/auth/principal';
import { db, dbPool } from '@/lib/db';
import { adviseUnusedScopes } from './advise-unused-scopes';
import { listRequestLogs, pruneRequestLogs, readRequestLog } from './list-request-logs';
import {
  countWaitingRequestLogs,
  flushRequestLogs,
  logRequest,
  MAX_WAITING_ROWS,
} from './log-request';

provideTestDatabase();

const DAY_MS = 86_400_000;

let ada: Principal;
let key: string;
let id: string;

beforeAll(async () => {
  ada = await createPerson();
});
beforeEach(async () => {
  await db().requestLog.deleteMany();
  const issued = await issueApiKey(ada, {
    name: 'k',
    scopes: ['usage:read', 'meters:read', 'events:read'],
    mode: 'test',
  });
  ({ key } = issued);
  id = issued.view.id;
});

const logOne = (requestId: string, path = '/', userAgent: string | null = null) =>
  logRequest(
    ada,
    { address: null, requestId, userAgent },
    { method: 'GET', path, scope: null, status: 200, durationMs: 1, refusal: null },
  );

describe('the request log', () => {
  test('is written as few statements for many requests, off their way', async () => {
    const statements = await countStatements(async () => {
      for (let turn = 0; turn < 50; turn += 1) await callApi(key, '/api/v1/me');
      await flushRequestLogs();
    });
    const writes = statements.filter((text) => text.includes('into request_log'));
    // One, and one more for each second that a busy machine takes for the calls.
    expect(writes.length).toBeLessThan(25);
    expect(await db().requestLog.count()).toBe(50);
  });

  test('says what was refused and why, without the query', async () => {
    await callApi(key, '/api/v1/meters?cursor=secret');
    await callApi(key, '/api/v1/meters', { method: 'POST' });
    await flushRequestLogs();
    const { data } = await listRequestLogs(ada, { limit: 10 });
    expect(
      data.map(({ method, path, status, problem }) => [method, path, status, problem]),
    ).toEqual([
      ['POST', '/api/v1/meters', 403, 'insufficient-scope'],
      ['GET', '/api/v1/meters', 422, 'validation-failed'],
    ]);
    expect(data[0]).toMatchObject({ credentialId: id, address: '127.0.0.1', userAgent: 'test' });
    expect(JSON.stringify(data)).not.toContain('secret');
  });

  test('keeps which fields were wrong, and a strange name among them keeps no row away', async () => {
    const body = { key: 'calls', 'a\0b': 1, [key]: 2 };
    const writer = await issueApiKey(ada, { name: 'w', scopes: ['meters:write'], mode: 'test' });
    await callApi(writer.key, '/api/v1/meters', { method: 'POST', body });
    await callApi(key, '/api/v1/meters', { method: 'POST' });
    await flushRequestLogs();
    const { data } = await listRequestLogs(ada, { limit: 10 });
    const [scope, fields] = await Promise.all(data.map(({ id }) => readRequestLog(ada, id)));
    expect(scope).toMatchObject({
      detail: 'This call needs the scope meters:write.',
      errors: [],
    });
    expect(fields?.errors).toContainEqual({ pointer: '/name', detail: expect.any(String) });
    expect(fields?.errors).toContainEqual({
      pointer: '/a\ufffdb',
      detail: 'There is no such field.',
    });
    expect(JSON.stringify(fields)).not.toContain(key.slice(16));
  });

  test('shows a user agent as it was meant, though headers are read as Latin-1', async () => {
    await callApi(key, '/api/v1/me');
    await flushRequestLogs();
    await db().requestLog.updateMany({
      data: { userAgent: Buffer.from('Büro/1.0').toString('latin1') },
    });
    const { data } = await listRequestLogs(ada, { limit: 1 });
    expect(data[0]).toMatchObject({ userAgent: 'Büro/1.0' });
    expect(await readRequestLog(ada, data[0]?.id ?? '')).toMatchObject({ userAgent: 'Büro/1.0' });
  });

  test('is filtered, paged, and read one by one; by nobody else, and by no other mode', async () => {
    for (const path of ['/me', '/meters', '/customers', '/invoices']) {
      await callApi(key, `/api/v1${path}`);
    }
    await flushRequestLogs();
    const refused = await listRequestLogs(ada, { limit: 10 }, { status: '4xx' });
    expect(refused.data.map((entry) => entry.path)).toEqual(['/api/v1/invoices']);
    const first = await listRequestLogs(ada, { limit: 3 });
    const rest = await listRequestLogs(ada, { limit: 3, cursor: first.next_cursor ?? '' });
    expect([first.data.length, rest.data.length, rest.next_cursor]).toEqual([3, 1, null]);
    const one = first.data[0]?.id ?? '';
    expect(await readRequestLog(ada, one)).toEqual({
      ...first.data[0],
      detail: 'This call needs the scope invoices:read.',
      errors: [],
    });
    const mallory = await createPerson({ name: 'Mallory' });
    expect(await readRequestLog(mallory, one)).toBeNull();
    expect((await listRequestLogs({ ...ada, mode: 'live' }, { limit: 10 })).data).toEqual([]);
  });

  test('keeps what a database that is down did not take, and writes it later', async () => {
    await callApi(key, '/api/v1/me');
    const query = vi.spyOn(dbPool(), 'query').mockImplementationOnce(() => {
      throw new Error('down');
    });
    await flushRequestLogs();
    query.mockRestore();
    await callApi(key, '/api/v1/meters');
    expect(await db().requestLog.count()).toBe(0);
    await flushRequestLogs();
    expect(await db().requestLog.count()).toBe(2);
  });

  test('is not doubled by a write that was done and not heard of', async () => {
    logOne('req_1');
    logOne('req_2');
    const pool = dbPool();
    const { query } = pool;
    const writing = vi.spyOn(pool, 'query').mockImplementationOnce(async (...all: unknown[]) => {
      await Reflect.apply(query, pool, all);
      throw new Error('timed out');
    });
    await flushRequestLogs();
    writing.mockRestore();
    expect(await db().requestLog.count()).toBe(2);
    const statements = await countStatements(flushRequestLogs);
    expect(statements).toContainEqual(expect.stringContaining('into request_log'));
    // Each buffer is filled again and again.
    for (let more = 1; more <= 4; more += 1) {
      logOne('req_3');
      await flushRequestLogs();
      expect(await db().requestLog.count()).toBe(2 + more);
    }
  });

  test('keeps all of them however long the database is down, while there is room', async () => {
    const query = vi.spyOn(dbPool(), 'query').mockImplementation(() => {
      throw new Error('down');
    });
    for (let second = 0; second < 30; second += 1) {
      logOne('req_1');
      await flushRequestLogs();
    }
    query.mockRestore();
    await flushRequestLogs();
    expect(await db().requestLog.count()).toBe(30);
  });

  test('a row that the database will never take does not keep others from being written', async () => {
    logOne('req_\ud800');
    await flushRequestLogs();
    logOne('req_good');
    await flushRequestLogs();
    expect(await db().requestLog.findMany()).toMatchObject([{ requestId: 'req_good' }]);
  });

  test('never holds more than its bound: the oldest go first', async () => {
    const query = vi.spyOn(dbPool(), 'query').mockImplementation(() => {
      throw new Error('down');
    });
    for (let index = 0; index < MAX_WAITING_ROWS + 5_000; index += 1) logOne(`req_${index}`);
    await flushRequestLogs();
    query.mockRestore();
    expect(countWaitingRequestLogs()).toBeLessThanOrEqual(MAX_WAITING_ROWS);
    await flushRequestLogs();
    const where = { requestId: { in: ['req_0', `req_${MAX_WAITING_ROWS + 4_999}`] } };
    const kept = await db().requestLog.findMany({ where });
    expect(kept.map(({ requestId }) => requestId)).toEqual([`req_${MAX_WAITING_ROWS + 4_999}`]);
    expect(await db().requestLog.count()).toBeGreaterThan(MAX_WAITING_ROWS - 2_000);
  });

  test('masks a key in the path and in the user agent', async () => {
    logOne('req_1', `/api/v1/${key}`, `curl ${key}`);
    await flushRequestLogs();
    const [row] = await db().requestLog.findMany();
    expect(row?.path).toMatch(/^\/api\/v1\/tg_test_/);
    expect(JSON.stringify(row)).not.toContain(key.slice(16));
  });

  test('forgets after 30 days', async () => {
    await callApi(key, '/api/v1/me');
    await flushRequestLogs();
    expect(await pruneRequestLogs(new Date(Date.now() + 29 * DAY_MS))).toBe(0);
    expect(await pruneRequestLogs(new Date(Date.now() + 31 * DAY_MS))).toBe(1);
  });
});

describe('advice', () => {
  const later = new Date(Date.now() + 30.5 * DAY_MS);

  test('names the scopes that a key has not used in 30 days, and narrows it', async () => {
    await callApi(key, '/api/v1/meters');
    await flushRequestLogs();
    await db().requestLog.updateMany({ data: { time: later } });
    const find = async () =>
      (await adviseUnusedScopes(ada, { now: later })).find((entry) => entry.key.id === id);
    expect(await find()).toMatchObject({
      used: ['meters:read'],
      unused: ['usage:read', 'events:read'],
    });
    await narrowApiKey(ada, id, ['meters:read']);
    expect(await find()).toBeUndefined();
    await expect(narrowApiKey(ada, id, ['meters:read', 'usage:read'])).rejects.toMatchObject({
      slug: 'scope-escalation',
    });
  });

  test('says nothing of a young key', async () => {
    expect(await adviseUnusedScopes(ada)).toEqual([]);
  });
});

test('no notice of a key made for a day', async () => {
  const { view } = await issueApiKey(ada, {
    name: 'short',
    scopes: ['usage:read'],
    mode: 'test',
    expiresInDays: 1,
  });
  expect((await listExpiryNotices(ada)).map(({ key }) => key.id)).not.toContain(view.id);
});

test('notices of expiry: a week before, a day before, not when it is over', async () => {
  const at = (days: number) => listExpiryNotices(ada, new Date(Date.now() + days * DAY_MS));
  const stageOf = async (days: number) =>
    (await at(days)).find((notice) => notice.key.id === id)?.stage;
  expect(await stageOf(82)).toBeUndefined();
  expect(await stageOf(83.5)).toBe('week');
  expect(await stageOf(89.5)).toBe('day');
});
