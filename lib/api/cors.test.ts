import { expect, test } from 'vitest';
import { callApi, outcomeOf } from '@/e2e/support/call-api';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { createPerson } from '@/e2e/support/test-workspace';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import type { Mode } from '@/lib/auth/principal';
import { CHECKS } from './checks';
import { createApiHandler } from './pipeline';
import { ENDPOINTS } from './route-table';

provideTestDatabase();

const ORIGIN = { origin: 'https://app.example' };

async function makeKey(mode: Mode): Promise<string> {
  const owner = await createPerson({ name: 'Ada' });
  const { key } = await issueApiKey(owner, { name: 'k', scopes: ['usage:read'], mode });
  return key;
}

test('a preflight of any origin is answered with methods, headers and no credentials', async () => {
  const response = await callApi('', '/api/v1/events', {
    method: 'OPTIONS',
    headers: {
      ...ORIGIN,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,idempotency-key',
    },
  });
  expect(response.status).toBe(204);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'POST, GET, HEAD, OPTIONS',
    'access-control-allow-headers':
      'authorization, content-digest, content-type, dpop, idempotency-key, signature, signature-input, x-api-key',
    'access-control-max-age': '3600',
  });
  expect(response.headers.has('access-control-allow-credentials')).toBe(false);
});

test('a page reads why it was refused, and when to come back', async () => {
  const response = await callApi('', '/api/v1/usage', { headers: ORIGIN });
  expect(response.status).toBe(401);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  const exposed = response.headers.get('access-control-expose-headers')?.split(', ');
  for (const name of ['www-authenticate', 'ratelimit', 'ratelimit-policy', 'retry-after']) {
    expect(exposed).toContain(name);
  }
});

test('a call without an origin gets no such header', async () => {
  const response = await callApi('', '/api/v1/usage');
  expect([...response.headers.keys()].filter((name) => name.startsWith('access-'))).toEqual([]);
  const options = await callApi('', '/api/v1/usage', { method: 'OPTIONS' });
  expect(Object.fromEntries(options.headers)).toMatchObject({ allow: 'GET, HEAD, OPTIONS' });
  expect(options.headers.has('access-control-allow-methods')).toBe(false);
});

test('a key of test mode works in a page, a live one is refused with the reason', async () => {
  const testKey = await callApi(await makeKey('test'), '/api/v1/me', { headers: ORIGIN });
  expect(testKey.status).toBe(200);
  const live = await makeKey('live');
  const refused = await callApi(live, '/api/v1/me', { headers: ORIGIN });
  expect(await outcomeOf(refused)).toBe('403 live-key-in-browser');
  expect(refused.headers.get('access-control-allow-origin')).toBe('*');
  expect((await callApi(live, '/api/v1/me')).status).toBe(200);
  const own = await callApi(live, '/api/v1/me', { headers: { origin: 'http://localhost:3000' } });
  expect(own.status).toBe(200);
});

test('without the guard: a live key works in everybody’s browser', async () => {
  const checks = CHECKS.filter(({ name }) => name !== 'expiry-and-revocation');
  const api = createApiHandler(ENDPOINTS, checks);
  const response = await callApi(await makeKey('live'), '/api/v1/me', { headers: ORIGIN, api });
  expect(response.status).toBe(200);
});

test('a wrong key in a page hears nothing specific', async () => {
  const live = await makeKey('live');
  const wrong = `${live.slice(0, -1)}${live.endsWith('0') ? '1' : '0'}`;
  const response = await callApi(wrong, '/api/v1/me', { headers: ORIGIN });
  expect(await outcomeOf(response)).toBe('401 invalid-key');
});

test('401 and 403 name the scope of the call and where tokens come from', async () => {
  const none = await callApi('', '/api/v1/invoices');
  expect(none.headers.get('www-authenticate')).toMatch(
    /^Bearer realm="tollgate", scope="invoices:read", resource_metadata="http[^"]+", DPoP algs="ES256 EdDSA Ed25519"$/,
  );
  const narrow = await callApi(await makeKey('test'), '/api/v1/invoices');
  expect(narrow.status).toBe(403);
  expect(narrow.headers.get('www-authenticate')).toMatch(
    /^Bearer realm="tollgate", error="insufficient_scope", scope="invoices:read", resource_metadata="[^"]+"$/,
  );
});
