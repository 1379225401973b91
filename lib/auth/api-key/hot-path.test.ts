import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { callApi, outcomeOf } from '@/e2e/support/call-api';
import { countStatements } from '@/e2e/support/count-statements';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { createPerson } from '@/e2e/support/test-workspace';
import { dbPool } from '@/lib/db';
import { flushRequestLogs } from '@/lib/request-log/log-request';
import type { Principal } from '../principal';
import { closeApiKeyCache, describeApiKeyCache, openApiKeyCache } from './api-key-cache';
import { issueApiKey } from './issue-api-key';
import { mintApiKey } from './key-format';
import { flushApiKeyUses, stopApiKeyUses } from './record-key-use';
import * as pepper from './pepper';
import { revokeApiKey } from './revoke-api-key';

provideTestDatabase();

let ada: Principal;

beforeAll(async () => {
  ada = await createPerson();
  openApiKeyCache();
  await vi.waitUntil(() => describeApiKeyCache().trusted);
});
afterEach(() => vi.useRealTimers());
afterAll(async () => {
  await stopApiKeyUses();
  await flushRequestLogs();
  await closeApiKeyCache();
});

async function newKey(seconds = 3_600) {
  return issueApiKey(ada, {
    name: 'k',
    scopes: ['usage:read'],
    mode: 'test',
    expiresInSeconds: seconds,
    rateLimit: null,
  });
}

test('a miss costs one prepared statement, a hit none, and neither writes', async () => {
  const { key } = await newKey();
  const miss = await countStatements(async () => {
    expect(await outcomeOf(await callApi(key, '/api/v1/me'))).toBe('200');
  });
  expect(miss).toHaveLength(1);
  expect(miss[0]).toMatch(/^select k\.id/);
  const hits = await countStatements(async () => {
    for (let turn = 0; turn < 100; turn += 1) {
      expect(await outcomeOf(await callApi(key, '/api/v1/me'))).toBe('200');
    }
  });
  expect(hits).toEqual([]);
});

test('a typo costs no statement, an unknown key one', async () => {
  const { key, view } = await newKey();
  const typo = `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`;
  expect(
    await countStatements(async () => {
      expect(await outcomeOf(await callApi(typo, '/api/v1/me'))).toBe('401 invalid-key');
    }),
  ).toEqual([]);
  await revokeApiKey(ada, view.id);
});

test('who proved the secret once is remembered, nobody else, and not beyond the peppers', async () => {
  const { key, view } = await newKey();
  const digests = vi.spyOn(pepper, 'digestApiKey');
  const call = async (text: string) => {
    const before = digests.mock.calls.length;
    const outcome = await outcomeOf(await callApi(text, '/api/v1/me'));
    return `${outcome}, ${digests.mock.calls.length - before} keyed digests`;
  };
  // The notification of its own making may still come in and drop it.
  await vi.waitUntil(async () => (await call(key)) === '200, 0 keyed digests');
  expect(await call(mintApiKey('test', view.id))).toBe('401 invalid-key, 1 keyed digests');
  // Who knows only the id does not push out what the owner's calls have proved.
  expect(await call(key)).toBe('200, 0 keyed digests');
  pepper.setPeppers({ ...pepper.getPeppers() });
  expect(await call(key)).toBe('200, 1 keyed digests');
  digests.mockRestore();
});

test('100 uses are written as one row, once', async () => {
  const { key, view } = await newKey();
  for (let turn = 0; turn < 100; turn += 1) await callApi(key, '/api/v1/me');
  const flushed = await countStatements(flushApiKeyUses);
  expect(flushed).toHaveLength(1);
  expect(flushed[0]).toMatch(/^update api_key/);
  const { rows } = await dbPool().query('select * from api_key where id = $1', [view.id]);
  expect(rows[0]).toMatchObject({ last_used_address: '127.0.0.1', last_used_user_agent: 'test' });
  expect(await countStatements(flushApiKeyUses)).toEqual([]);
});

test('a last use never goes back', async () => {
  const { key, view } = await newKey();
  await callApi(key, '/api/v1/me');
  await dbPool().query("update api_key set last_used_at = '2100-01-01' where id = $1", [view.id]);
  await flushApiKeyUses();
  const { rows } = await dbPool().query('select last_used_at from api_key where id = $1', [
    view.id,
  ]);
  expect(rows[0].last_used_at.getUTCFullYear()).toBe(2100);
});

test('a cached key is refused from the moment it expires', async () => {
  const { key } = await newKey(60);
  expect(await outcomeOf(await callApi(key, '/api/v1/me'))).toBe('200');
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_001 });
  expect(await outcomeOf(await callApi(key, '/api/v1/me'))).toBe('401 key-expired');
});

test('a revocation by any hand drops the entry: even one typed into psql', async () => {
  const { key, view } = await newKey();
  await callApi(key, '/api/v1/me');
  const entries = describeApiKeyCache().entries;
  await dbPool().query('update api_key set revoked_at = now() where id = $1', [view.id]);
  await vi.waitUntil(() => describeApiKeyCache().entries < entries);
  expect(await outcomeOf(await callApi(key, '/api/v1/me'))).toBe('401 key-revoked');
});

test('a member who leaves takes the keys along; a lesser role narrows them', async () => {
  const owner = await createPerson({ name: 'Grace', workspaceId: ada.workspaceId });
  const { key } = await issueApiKey(owner, { name: 'p', scopes: ['payments:write'], mode: 'test' });
  const me = async () => (await (await callApi(key, '/api/v1/me')).json()) as { scopes: string[] };
  expect((await me()).scopes).toEqual(['payments:write']);
  const member = [owner.workspaceId, owner.userId];
  const where = 'where workspace_id = $1 and user_id = $2';
  await dbPool().query(`update membership set role = 'member' ${where}`, member);
  await vi.waitUntil(async () => (await me()).scopes.length === 0);
  await dbPool().query(`delete from membership ${where}`, member);
  await vi.waitUntil(async () => (await callApi(key, '/api/v1/me')).status === 401);
  expect(await outcomeOf(await callApi(key, '/api/v1/me'))).toBe('401 key-revoked');
});

test('a new name of the workspace or of its person is told at once, not when the entry is old', async () => {
  const { key } = await newKey();
  const me = async () => JSON.stringify(await (await callApi(key, '/api/v1/me')).json());
  expect(await me()).toContain('"Ada"');
  await dbPool().query(`update "user" set name = 'Ada King' where id = $1`, [ada.userId]);
  await vi.waitUntil(async () => (await me()).includes('"Ada King"'));
  await dbPool().query(`update workspace set name = 'Engines' where id = $1`, [ada.workspaceId]);
  await vi.waitUntil(async () => (await me()).includes('"Engines"'));
});

test('a revocation that commits while the row is read is not overwritten by it', async () => {
  const { key, view } = await newKey();
  const pool = dbPool();
  const query = pool.query.bind(pool);
  const spy = vi.spyOn(pool, 'query').mockImplementationOnce((async (...args: never[]) => {
    const read = await Reflect.apply(query, pool, args);
    spy.mockRestore();
    await revokeApiKey(ada, view.id);
    await notified();
    return read;
  }) as never);
  await callApi(key, '/api/v1/me');
  expect(await outcomeOf(await callApi(key, '/api/v1/me'))).toBe('401 key-revoked');
});

test('with the channel down nothing cached is served, and it comes back', async () => {
  const { key } = await newKey();
  await callApi(key, '/api/v1/me');
  await dbPool().query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name = 'tollgate notifications' and datname = current_database()`,
  );
  await vi.waitUntil(() => !describeApiKeyCache().trusted);
  expect(describeApiKeyCache().entries).toBe(0);
  const direct = await countStatements(async () => {
    await callApi(key, '/api/v1/me');
    await callApi(key, '/api/v1/me');
  });
  expect(direct.length).toBeGreaterThanOrEqual(1);
  await vi.waitUntil(() => describeApiKeyCache().trusted, { timeout: 10_000 });
});

/** Resolves when a notification sent now has been handled: they arrive in order. */
async function notified(): Promise<void> {
  const other = await newKey();
  await callApi(other.key, '/api/v1/me');
  const entries = describeApiKeyCache().entries;
  await revokeApiKey(ada, other.view.id);
  await vi.waitUntil(() => describeApiKeyCache().entries < entries);
}
