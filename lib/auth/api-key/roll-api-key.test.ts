import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { callApi, outcomeOf } from '@/e2e/support/call-api';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { createPerson } from '@/e2e/support/test-workspace';
import type { Principal } from '../principal';
import { issueApiKey } from './issue-api-key';
import { type RollOverlap, rollApiKey } from './roll-api-key';
import { selectApiKey } from './stored-api-key.repository';

provideTestDatabase();

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let ada: Principal;

beforeAll(async () => {
  ada = await createPerson();
});
afterEach(() => vi.useRealTimers());

async function issueAndRoll(overlap: RollOverlap, expiresInDays = 30) {
  const old = await issueApiKey(ada, {
    name: 'k',
    scopes: ['usage:read', 'keys:write'],
    mode: 'test',
    expiresInDays,
  });
  const rolled = await rollApiKey(ada, old.view.id, { overlap });
  expect(rolled.view.id).toBe(old.view.id);
  expect(rolled.key).not.toBe(old.key);
  return { oldKey: old.key, newKey: rolled.key, id: old.view.id };
}

const use = async (key: string) => outcomeOf(await callApi(key, '/api/v1/me'));
const jump = (ms: number) => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });

async function graceStarted(id: string): Promise<void> {
  await vi.waitUntil(async () => {
    const stored = await selectApiKey(id);
    return stored !== undefined && stored.previousExpiresAt !== null;
  });
}

test('no overlap: the old secret ends at once, and is told why', async () => {
  const { oldKey, newKey } = await issueAndRoll('0');
  expect(await use(oldKey)).toBe('401 key-rolled');
  expect(await use(newKey)).toBe('200');
});

test('grace starts at the first use of the new secret, not before', async () => {
  const { oldKey, newKey, id } = await issueAndRoll('1h');
  jump(2 * HOUR_MS);
  expect(await use(oldKey)).toBe('200');
  expect(await use(newKey)).toBe('200');
  await graceStarted(id);
  jump(59 * 60_000);
  expect(await use(oldKey)).toBe('200');
  jump(2 * 60_000);
  expect(await use(oldKey)).toBe('401 key-rolled');
  expect(await use(newKey)).toBe('200');
});

test('grace never passes the original expiry', async () => {
  const { oldKey, newKey } = await issueAndRoll('7d', 2);
  expect(await use(newKey)).toBe('200');
  jump(2 * DAY_MS - 60_000);
  expect(await use(oldKey)).toBe('200');
  jump(2 * 60_000);
  expect(await use(oldKey)).toBe('401 key-rolled');
});

test('a new secret that was lost before its first use is replaced; the old one goes on', async () => {
  const { oldKey, newKey: lost, id } = await issueAndRoll('24h');
  const { key: found } = await rollApiKey(ada, id, { overlap: '1h' });
  expect(await use(oldKey)).toBe('200');
  expect(await use(lost)).toBe('401 invalid-key');
  expect(await use(found)).toBe('200');
  await graceStarted(id);
  jump(61 * 60_000);
  expect(await use(oldKey)).toBe('401 key-rolled');
  expect(await use(found)).toBe('200');
});

test('rolled again without overlap, every secret before ends at once', async () => {
  const { oldKey, newKey, id } = await issueAndRoll('24h');
  const { key } = await rollApiKey(ada, id, { overlap: '0' });
  expect(await use(oldKey)).toBe('401 key-rolled');
  expect(await use(newKey)).toBe('401 invalid-key');
  expect(await use(key)).toBe('200');
});

test('rolled again after its first use, the secret in use is the one that goes on', async () => {
  const { oldKey, newKey, id } = await issueAndRoll('24h');
  expect(await use(newKey)).toBe('200');
  await graceStarted(id);
  await rollApiKey(ada, id, { overlap: '1h' });
  expect(await use(newKey)).toBe('200');
  expect(await use(oldKey)).toBe('401 invalid-key');
});

test('an unused new secret leaves the old one its own expiry', async () => {
  const { oldKey } = await issueAndRoll('1h', 1);
  jump(DAY_MS + 1);
  expect(await use(oldKey)).toBe('401 key-rolled');
});

test('the old secret says since when it is deprecated and when it ends', async () => {
  const { oldKey, newKey } = await issueAndRoll('1h');
  const old = await callApi(oldKey, '/api/v1/me');
  expect(old.headers.get('deprecation')).toMatch(/^@\d{10}$/);
  expect(Date.parse(old.headers.get('sunset') ?? '')).toBeGreaterThan(Date.now());
  const now = await callApi(newKey, '/api/v1/me');
  expect(now.headers.has('deprecation')).toBe(false);
});

test('a key rolls itself; its old secret does not do it again', async () => {
  const old = await issueApiKey(ada, { name: 'k', scopes: ['keys:write'], mode: 'test' });
  const call = { method: 'POST', body: { overlap: '1h' } };
  const path = '/api/v1/api-keys/current/roll';
  const response = await callApi(old.key, path, call);
  expect(response.status).toBe(201);
  const { key } = (await response.json()) as { key: string };
  expect(await use(key)).toBe('200');
  expect(await outcomeOf(await callApi(old.key, path, call))).toBe('409 conflict');
  expect(await outcomeOf(await callApi(key, path, { method: 'POST' }))).toBe('201');
});

test('an expired or revoked key is not rolled', async () => {
  const old = await issueApiKey(ada, { name: 'k', scopes: ['usage:read'], mode: 'test' });
  jump(91 * DAY_MS);
  await expect(rollApiKey(ada, old.view.id)).rejects.toMatchObject({ slug: 'conflict' });
});
