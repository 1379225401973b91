import http from 'node:http';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { rawRequest } from '@/e2e/support/raw-request';
import { freePort } from '@/e2e/support/test-server';
import { type SpawnedWeb, spawnWeb } from '@/e2e/support/spawn-web';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { startTestWeb } from '@/e2e/support/test-web';
import { createPerson } from '@/e2e/support/test-workspace';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { revokeApiKey } from '@/lib/auth/api-key/revoke-api-key';
import { rollApiKey } from '@/lib/auth/api-key/roll-api-key';
import type { Principal } from '@/lib/auth/principal';
import { dbPool } from '@/lib/db';

provideTestDatabase();

let ada: Principal;
let one: SpawnedWeb;
let other: SpawnedWeb;

beforeAll(async () => {
  ada = await createPerson();
  [one, other] = await Promise.all([spawnWeb(), spawnWeb()]);
});
afterAll(async () => {
  await Promise.all([one.stop(), other.stop()]);
});

const newKey = () => issueApiKey(ada, { name: 'k', scopes: ['usage:read'], mode: 'test' });

async function statusAt(web: SpawnedWeb, key: string): Promise<number> {
  const response = await fetch(`${web.url}/api/v1/me`, { headers: { 'x-api-key': key } });
  await response.arrayBuffer();
  return response.status;
}

describe('two processes', () => {
  test('a revocation reaches both caches', async () => {
    const { key, view } = await newKey();
    for (const web of [one, other, one, other]) expect(await statusAt(web, key)).toBe(200);
    await revokeApiKey(ada, view.id);
    await vi.waitUntil(async () => (await statusAt(one, key)) === 401);
    await vi.waitUntil(async () => (await statusAt(other, key)) === 401);
  });

  test('a new secret works everywhere at once, and the old one’s grace is one and the same', async () => {
    const { key, view } = await newKey();
    for (const web of [one, other]) expect(await statusAt(web, key)).toBe(200);
    const fresh = await rollApiKey(ada, view.id, { overlap: '0' });
    for (const web of [one, other]) expect(await statusAt(web, fresh.key)).toBe(200);
    await vi.waitUntil(async () => (await statusAt(one, key)) === 401);
    await vi.waitUntil(async () => (await statusAt(other, key)) === 401);
  });
});

test('it is not ready before it has warmed up, and answers meanwhile', async () => {
  const port = await freePort();
  const starting = spawnWeb({ PORT: String(port) });
  const ask = (path: string) => fetch(`http://localhost:${port}${path}`).catch(() => undefined);
  const first = await vi.waitUntil(() => ask('/readyz'), { interval: 2, timeout: 60_000 });
  expect([first.status, await first.json()]).toEqual([
    503,
    { status: 'not-ready', reason: 'starting' },
  ]);
  expect((await ask('/healthz'))?.status).toBe(200);
  const web = await starting;
  await vi.waitUntil(async () => (await ask('/readyz'))?.status === 200, { timeout: 30_000 });
  await web.stop();
}, 90_000);

test('a taken port is one sentence and an exit code', async () => {
  await expect(spawnWeb({ PORT: String(one.port) })).rejects.toThrow(
    `Port ${one.port} is taken. Stop the program that uses it, or set PORT.`,
  );
});

test('a wrong proxy list stops it with one sentence', async () => {
  await expect(startTestWeb({ TRUSTED_PROXIES: ['10.0.0.1/8'] })).rejects.toThrow(
    'TRUSTED_PROXIES: no address range: 10.0.0.1/8. See .env.example.',
  );
});

test('SIGTERM: the request in flight is answered, the last use and the log are written', async () => {
  const { key, view } = await issueApiKey(ada, {
    name: 'w',
    scopes: ['events:write'],
    mode: 'test',
  });
  const body = JSON.stringify({ events: [{ id: 'a', meter: 'none', quantity: 1 }] });
  const request = http.request(`${one.url}/api/v1/events`, {
    method: 'POST',
    headers: {
      'x-api-key': key,
      'content-type': 'application/json',
      'content-length': body.length,
    },
  });
  const answered = new Promise<number | undefined>((resolve, reject) => {
    request.on('response', (answer) => answer.resume().on('end', () => resolve(answer.statusCode)));
    request.on('error', reject);
  });
  request.write(body.slice(0, 5));
  expect(await statusAt(one, key)).toBe(200);
  const stopped = one.stop('SIGTERM');
  await vi.waitUntil(() => one.output().includes('"msg":"stopping"'));
  request.end(body.slice(5));
  expect(await Promise.all([stopped, answered])).toEqual([0, 422]);
  const { rows } = await dbPool().query('select last_used_at from api_key where id = $1', [
    view.id,
  ]);
  expect(rows[0].last_used_at).toBeInstanceOf(Date);
  const log = await dbPool().query(
    'select path, status, problem from request_log where credential_id = $1 order by time',
    [view.id],
  );
  expect(log.rows).toEqual([
    { path: '/api/v1/me', status: 200, problem: null },
    { path: '/api/v1/events', status: 422, problem: 'validation-failed' },
  ]);
});

test('A57: no secret reaches log or database, whichever way it comes in', async () => {
  const web = other;
  const { key } = await newKey();
  const canary = key.slice(16);
  const request = (head: string, body = '') =>
    rawRequest(web.port, `${head}\r\nHost: localhost\r\nConnection: close\r\n\r\n${body}`);
  await request(`GET /api/v1/me HTTP/1.1\r\nX-API-Key: ${key}\r\nUser-Agent: ${key}`);
  await request(`GET /api/v1/me?api_key=${key} HTTP/1.1`);
  await request(`GET /api/v1/${key} HTTP/1.1\r\nX-API-Key: ${key}`);
  await request(`GET /api/v1/api-keys/${canary}/revoke HTTP/1.1\r\nX-API-Key: ${key}`);
  await request(`GET /api/v1/me HTTP/1.1\r\nCookie: a=${key}\r\nX-Api-Key : ${key}`);
  await request(
    `POST /api/v1/events HTTP/1.1\r\nX-API-Key: ${key}\r\nContent-Type: application/json\r\nContent-Length: ${key.length}`,
    key,
  );
  await dbPool().query('alter table meter rename to meter_gone');
  const named = { name: key, scopes: ['meters:read' as const], mode: 'test' as const };
  const { key: reader } = await issueApiKey(ada, named);
  const failed = await fetch(`${web.url}/api/v1/meters`, {
    headers: { 'x-api-key': reader },
  });
  expect(failed.status).toBe(500);
  expect(Object.keys((await failed.json()) as object).sort()).toEqual([
    'detail',
    'request_id',
    'status',
    'title',
    'type',
  ]);
  await dbPool().query('alter table meter_gone rename to meter');
  expect(await web.stop()).toBe(0);

  expect(web.output()).toContain('"msg":"listening"');
  expect(web.output()).not.toContain(canary);
  const { rows: tables } = await dbPool().query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public'",
  );
  for (const { name } of tables) {
    const { rows } = await dbPool().query(`select * from "${name}"`);
    expect(JSON.stringify(rows), name).not.toContain(canary);
  }
});
