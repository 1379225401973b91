import { beforeAll, expect, test, vi } from 'vitest';
import { callApi, outcomeOf } from '@/e2e/support/call-api';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { createPerson } from '@/e2e/support/test-workspace';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import type { Principal } from '@/lib/auth/principal';
import { ALL_SCOPES } from '@/lib/auth/scope';
import { dbPool } from '@/lib/db';
import { CHECKS } from './checks';
import { defineEndpoint } from './endpoint';
import { createApiHandler } from './pipeline';

provideTestDatabase();

let ada: Principal;
let key: string;

beforeAll(async () => {
  ada = await createPerson();
  ({ key } = await issueApiKey(ada, {
    name: 'k',
    scopes: ALL_SCOPES,
    mode: 'test',
    rateLimit: null,
  }));
});

const meter = (name: string) => ({ key: name, name, aggregation: 'sum' });

function create(name: string, idempotencyKey: string, by = key) {
  const headers = { 'idempotency-key': idempotencyKey };
  return callApi(by, '/api/v1/meters', { method: 'POST', body: meter(name), headers });
}

test('the same key and body give the same answer, byte for byte, done once', async () => {
  const first = await create('one', 'k-1');
  const again = await create('one', 'k-1');
  const quoted = await create('one', '"k-1"');
  expect([first.status, again.status]).toEqual([201, 201]);
  const text = await first.text();
  expect(await again.text()).toBe(text);
  expect(await quoted.text()).toBe(text);
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(first.headers.has('idempotency-replayed')).toBe(false);
});

test('another body under the same key is refused', async () => {
  await create('two', 'k-2');
  expect(await outcomeOf(await create('three', 'k-2'))).toBe('422 idempotency-key-reused');
});

test("another credential's equal key is another key", async () => {
  await create('four', 'k-4');
  const other = await issueApiKey(ada, { name: 'o', scopes: ALL_SCOPES, mode: 'test' });
  expect(await outcomeOf(await create('four', 'k-4', other.key))).toBe('409 conflict');
});

test.each(['', 'ä', 'x'.repeat(256), 'a b', '"'])('a key of %j is refused', async (text) => {
  expect(await outcomeOf(await create('five', encodeURI(text) === text ? text : 'a b'))).toBe(
    '400 invalid-idempotency-key',
  );
});

test('of twenty at once one acts; the others hear that it runs, or the same answer', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => create('six', 'k-6')));
  const outcomes = await Promise.all(answers.map(outcomeOf));
  expect(new Set(outcomes)).toEqual(new Set(['201', '409 idempotency-in-flight']));
  const sql = `select count(*)::int as count from meter where key = 'six'`;
  expect((await dbPool().query(sql)).rows[0].count).toBe(1);
});

test('a failure of ours is not kept: the retry may succeed', async () => {
  const handle = vi.fn().mockRejectedValueOnce(new Error('boom')).mockResolvedValue({ body: {} });
  const flaky = defineEndpoint({
    method: 'POST',
    path: '/api/v1/flaky',
    operation: 'flaky',
    summary: '',
    scope: null,
    answers: {},
    handle,
  });
  const api = createApiHandler([flaky], CHECKS);
  const call = { method: 'POST', headers: { 'idempotency-key': 'k-7' }, api };
  expect(await outcomeOf(await callApi(key, '/api/v1/flaky', call))).toBe('500 internal-error');
  expect(await outcomeOf(await callApi(key, '/api/v1/flaky', call))).toBe('200');
  expect(await outcomeOf(await callApi(key, '/api/v1/flaky', call))).toBe('200');
  expect(handle).toHaveBeenCalledTimes(2);
});

test('a request that died before it answered is run again after its lease', async () => {
  await create('eight', 'k-8');
  const died = `update idempotency_record set status = null, body = null,
    created_at = now() - interval '11 seconds' where key = 'k-8'`;
  await dbPool().query(died);
  expect(await outcomeOf(await create('eight', 'k-8'))).toBe('409 conflict');
});

test('after 24 hours the key is free again', async () => {
  await create('nine', 'k-9');
  await dbPool().query(`update idempotency_record set expires_at = now() where key = 'k-9'`);
  expect(await outcomeOf(await create('ten', 'k-9'))).toBe('201');
});

test('a new secret in an answer is replayed, but does not lie in the table', async () => {
  const { key: rolling } = await issueApiKey(ada, {
    name: 'r',
    scopes: ['keys:write'],
    mode: 'test',
  });
  const call = { method: 'POST', headers: { 'idempotency-key': 'k-10' } };
  const first = await (await callApi(rolling, '/api/v1/api-keys/current/roll', call)).json();
  const again = await (await callApi(rolling, '/api/v1/api-keys/current/roll', call)).json();
  expect(again).toEqual(first);
  const sql = `select convert_from(body, 'utf8') as body from idempotency_record where key = 'k-10'`;
  const stored = (await dbPool().query(sql)).rows[0].body as string;
  expect(stored).not.toContain((first as { key: string }).key.slice(16));
});
