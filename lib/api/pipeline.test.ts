import { beforeAll, describe, expect, test } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { callerFrom, createPerson } from '@/e2e/support/test-workspace';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { revokeApiKey } from '@/lib/auth/api-key/revoke-api-key';
import type { Principal } from '@/lib/auth/principal';
import { ALL_SCOPES } from '@/lib/auth/scope';
import { apiFetchHandler } from './pipeline';

provideTestDatabase();

let ada: Principal;
let key: string;

beforeAll(async () => {
  ada = await createPerson();
  ({ key } = await issueApiKey(ada, { name: 'All', scopes: ALL_SCOPES, mode: 'test' }));
});

type Options = { method?: string; body?: unknown; headers?: Record<string, string> };

function call(
  path: string,
  { method = 'GET', body, headers = { 'x-api-key': key } }: Options = {},
) {
  const request = new Request(`http://localhost:3000${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return apiFetchHandler(request, callerFrom());
}

async function problemOf(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const body = (await response.json()) as { type: string; request_id: string; errors?: unknown };
  expect(body.request_id).toMatch(/^req_/);
  return [response.status, body.type.split('/').at(-1)];
}

describe('the door', () => {
  test('lets a key in and says who it is', async () => {
    const response = await call('/api/v1/me');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      user: { name: 'Ada' },
      role: 'owner',
      mode: 'test',
      credential: { type: 'api-key', id: key.slice(8, 16), name: 'All' },
      scopes: ALL_SCOPES,
    });
    expect(response.headers.get('ratelimit')).toMatch(/^"credential";r=5\d\d;t=\d+$/);
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
  });

  test('takes a bearer just as well', async () => {
    const response = await call('/api/v1/me', { headers: { authorization: `Bearer ${key}` } });
    expect(response.status).toBe(200);
  });

  test.each([
    ['no credential', '/api/v1/me', {}, 401, 'missing-credential'],
    ['wrong form', '/api/v1/me', { 'x-api-key': 'nonsense' }, 401, 'invalid-key'],
    ['unknown kind', '/api/v1/me', { authorization: 'Bearer x' }, 401, 'invalid-token'],
    ['key in the URL', '/api/v1/me?api_key=x', {}, 400, 'credential-in-url'],
    ['two keys', '/api/v1/me', { 'x-api-key': 'a, b' }, 400, 'ambiguous-credentials'],
    [
      'both headers',
      '/api/v1/me',
      { 'x-api-key': 'a', authorization: 'b' },
      400,
      'ambiguous-credentials',
    ],
    ['unknown route', '/api/v1/nothing', {}, 404, 'not-found'],
  ])('%s', async (_name, path, headers, status, slug) => {
    const response = await call(path, { headers });
    expect(await problemOf(response)).toEqual([status, slug]);
    if (status === 401) {
      expect(response.headers.get('www-authenticate')).toMatch(
        /^Bearer realm="tollgate".*resource_metadata="http:\/\/localhost:3000\/\.well-known\/oauth-protected-resource\/api\/v1", DPoP algs="ES256 EdDSA Ed25519"$/,
      );
    }
  });

  test('a key that is revoked is told so', async () => {
    const issued = await issueApiKey(ada, { name: 'x', scopes: ['usage:read'], mode: 'test' });
    await revokeApiKey(ada, issued.view.id);
    const response = await call('/api/v1/me', { headers: { 'x-api-key': issued.key } });
    expect(await problemOf(response)).toEqual([401, 'key-revoked']);
  });

  test('a wrong method names the right ones', async () => {
    const response = await call('/api/v1/me', { method: 'DELETE' });
    expect(await problemOf(response)).toEqual([405, 'method-not-allowed']);
    expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
  });

  test('a missing scope is named', async () => {
    const { key: narrow } = await issueApiKey(ada, {
      name: 'narrow',
      scopes: ['usage:read'],
      mode: 'test',
    });
    const response = await call('/api/v1/meters', { headers: { 'x-api-key': narrow } });
    expect(await problemOf(response)).toEqual([403, 'insufficient-scope']);
    expect(response.headers.get('www-authenticate')).toContain('scope="meters:read"');
  });
});

describe('metering', () => {
  test('a meter, events, their usage', async () => {
    const meter = { key: 'api_calls', name: 'API calls', aggregation: 'sum' };
    expect((await call('/api/v1/meters', { method: 'POST', body: meter })).status).toBe(201);
    expect((await call('/api/v1/meters', { method: 'POST', body: meter })).status).toBe(409);
    const events = [
      { id: 'a', meter: 'api_calls', quantity: 2, time: '2026-11-01T10:00:00Z', customer: 'acme' },
      { id: 'b', meter: 'api_calls', quantity: '0.5', time: '2026-11-01T10:30:00+01:00' },
      { id: 'a', meter: 'api_calls', quantity: 2 },
    ];
    const sent = await call('/api/v1/events', { method: 'POST', body: { events } });
    expect([sent.status, await sent.json()]).toEqual([201, { accepted: 2, duplicates: 1 }]);
    const usage = await call(
      '/api/v1/usage?meter=api_calls&from=2026-11-01T09:00:00Z&to=2026-11-01T11:00:00Z&granularity=hour',
    );
    expect(await usage.json()).toEqual({
      data: [
        { start: '2026-11-01T09:00:00.000Z', end: '2026-11-01T10:00:00.000Z', quantity: 0.5 },
        { start: '2026-11-01T10:00:00.000Z', end: '2026-11-01T11:00:00.000Z', quantity: 2 },
      ],
      total: 2.5,
    });
    const listed = await (await call('/api/v1/events?limit=1')).json();
    expect(listed.data).toHaveLength(1);
    const rest = await (await call(`/api/v1/events?cursor=${listed.next_cursor}`)).json();
    expect([rest.data.length, rest.next_cursor]).toEqual([1, null]);
    const customers = await (await call('/api/v1/customers')).json();
    expect(customers.data).toMatchObject([{ reference: 'acme' }]);
  });

  test('one wrong event refuses the call and is named', async () => {
    const events = [
      { id: 'c', meter: 'api_calls', quantity: 1 },
      { id: 'd', meter: 'nothing', quantity: 1 },
    ];
    const response = await call('/api/v1/events', { method: 'POST', body: { events } });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ errors: [{ pointer: '/events/1/meter' }] });
    const list = await (await call('/api/v1/events')).json();
    expect(list.data.map((event: { id: string }) => event.id)).not.toContain('c');
  });
});
