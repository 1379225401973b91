import { beforeAll, describe, expect, test, vi } from 'vitest';
import { answerOf, callSystem, createKey, systemUrl, tollgate } from '../support/api-client';
import { rawRequest, statusesOf } from '../support/raw-request';

let key: string;
let id: string;

beforeAll(async () => {
  ({ key, id } = await createKey('ada', 'usage:read,keys:read,keys:write'));
});

const port = () => Number(new URL(systemUrl()).port);

describe('a key made on the command line', () => {
  test('says who it is', async () => {
    const response = await callSystem(key, '/me');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toMatchObject({
      user: { name: 'Ada Lovelace' },
      workspace: { name: 'Analytical Engines' },
      credential: { type: 'api-key', id },
      mode: 'test',
      scopes: ['usage:read', 'keys:read', 'keys:write'],
    });
    const bearer = await callSystem('', '/me', { headers: { authorization: `Bearer ${key}` } });
    expect(await answerOf(bearer)).toBe('200');
  });

  test.each([
    ['no key', '', '/me', '401 missing-credential'],
    ['a wrong key', 'tg_test_wrong', '/me', '401 invalid-key'],
    ['a scope that it has not', 'own', '/events', '403 insufficient-scope'],
    ['an unknown path', 'own', '/nothing', '404 not-found'],
    ['a page that is too large', 'own', '/api-keys?limit=1000000000', '422 validation-failed'],
    ['an unknown parameter', 'own', '/api-keys?limits=1', '422 validation-failed'],
    ['a key in the URL', '', '/me?api_key=x', '400 credential-in-url'],
  ])('%s', async (_name, which, path, expected) => {
    const response = await callSystem(which === 'own' ? key : which, path);
    const challenge = response.headers.get('www-authenticate');
    if (expected.startsWith('401')) expect(challenge).toContain('resource_metadata=');
    expect(await answerOf(response)).toBe(expected);
  });

  test('an expired and a revoked one are told so', async () => {
    const short = await createKey('ada', 'usage:read', '--expires-in', '1s');
    await vi.waitUntil(async () => (await callSystem(short.key, '/me')).status === 401, 10_000);
    expect(await answerOf(await callSystem(short.key, '/me'))).toBe('401 key-expired');
    const ended = await createKey('ada', 'usage:read');
    expect(await answerOf(await callSystem(ended.key, '/me'))).toBe('200');
    await tollgate('key', 'revoke', ended.id);
    await vi.waitUntil(async () => (await callSystem(ended.key, '/me')).status === 401);
    expect(await answerOf(await callSystem(ended.key, '/me'))).toBe('401 key-revoked');
  });

  test('rolled on the command line: both work, the old one says that it ends', async () => {
    const old = await createKey('ada', 'usage:read');
    const fresh = await tollgate<{ key: string }>('key', 'roll', old.id, '--overlap', '1h');
    expect(await answerOf(await callSystem(fresh.key, '/me'))).toBe('200');
    const response = await callSystem(old.key, '/me');
    expect(response.headers.get('deprecation')).toMatch(/^@\d+$/);
    expect(response.headers.get('sunset')).toMatch(/GMT$/);
    expect(await answerOf(response)).toBe('200');
  });
});

describe('the address', () => {
  const head = 'GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n';

  test('of this machine opens a key for it, however the server is reached', async () => {
    const bound = await createKey('ada', 'usage:read', '--allow-cidr', '127.0.0.0/8');
    expect(await answerOf(await callSystem(bound.key, '/me'))).toBe('200');
  });

  test('A28: cannot be claimed', async () => {
    const bound = await createKey('ada', 'usage:read', '--allow-cidr', '127.0.0.2/32');
    for (const header of ['X-Forwarded-For', 'X-Real-IP', 'CF-Connecting-IP', 'Forwarded']) {
      const value = header === 'Forwarded' ? 'for=127.0.0.2' : '127.0.0.2';
      const answer = await rawRequest(
        port(),
        `${head}X-API-Key: ${bound.key}\r\n${header}: ${value}\r\n\r\n`,
      );
      expect(statusesOf(answer)).toEqual([403]);
      expect(answer).toContain('problems/ip-not-allowed');
    }
  });

  test('A33: two lines of a credential are refused before anything joins them', async () => {
    const answer = await rawRequest(
      port(),
      `${head}X-API-Key: ${key}\r\nX-API-Key: ${key}\r\n\r\n`,
    );
    expect(statusesOf(answer)).toEqual([400]);
    expect(answer).toContain('problems/ambiguous-credentials');
  });
});

test('A34: a key in the session cookie signs nobody in; a session token is no key', async () => {
  const page = await fetch(`${systemUrl()}/dashboard`, {
    headers: { cookie: `tollgate.session=${key}; __Host-tollgate.session=${key}` },
    redirect: 'manual',
  });
  expect(page.status).toBeGreaterThanOrEqual(302);
  expect(page.status).toBeLessThan(400);
  expect(page.headers.get('location')).toContain('/sign-in');
  expect(await answerOf(await callSystem('0a1b2c3d4e5f', '/me'))).toBe('401 invalid-key');
});

test('A35: the id of another tenant answers as one that does not exist, byte for byte', async () => {
  const theirs = await createKey('mallory', 'usage:read');
  const bodies = [theirs.id, 'zzzzzzzz'].map(async (victim) => {
    const response = await callSystem(key, `/api-keys/${victim}/revoke`, { method: 'POST' });
    expect(response.status).toBe(404);
    return (await response.text()).replace(/"request_id":"[^"]*"/, '');
  });
  expect(await bodies[0]).toBe(await bodies[1]);
  expect(await answerOf(await callSystem(theirs.key, '/me'))).toBe('200');
});

test('A58: the audit log of all this is one intact chain', async () => {
  expect(await tollgate('audit', 'verify')).toMatchObject({ intact: true, broken: [] });
});

test('no key lies in the project', async () => {
  expect(await tollgate('scan', 'lib')).toMatchObject({ findings: [] });
});
