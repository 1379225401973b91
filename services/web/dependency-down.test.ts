import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { openFrontDoor } from '@/e2e/support/open-front-door';
import { type SpawnedWeb, spawnWeb } from '@/e2e/support/spawn-web';
import { openTcpProxy, type TcpProxy } from '@/e2e/support/tcp-proxy';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { createPerson } from '@/e2e/support/test-workspace';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { getEnv } from '@/lib/env';

provideTestDatabase();

let database: TcpProxy;
let web: SpawnedWeb;
let key: string;

beforeAll(async () => {
  const ada = await createPerson();
  const scopes = ['events:write', 'events:read', 'invoices:read'] as const;
  ({ key } = await issueApiKey(ada, { name: 'k', scopes: [...scopes], mode: 'test' }));
  database = await openTcpProxy(getEnv().DATABASE_URL);
  // Nobody listens on port 1: billing is down all the time.
  web = await spawnWeb({ DATABASE_URL: database.url, BILLING_URL: 'https://localhost:1' });
}, 120_000);
afterEach(async () => {
  await database.set('open');
  await vi.waitUntil(async () => (await call('/readyz')).status === 200, { timeout: 60_000 });
}, 90_000);
afterAll(async () => {
  await web.stop();
  await database.close();
});

/** An answer within the time that a caller would wait, or a test that fails. */
const call = (path: string, init: RequestInit = {}) =>
  fetch(`${web.url}${path}`, {
    ...init,
    headers: { 'x-api-key': key, 'content-type': 'application/json', ...init.headers },
    signal: AbortSignal.timeout(30_000),
  });

const send = (id: string) =>
  call('/api/v1/events', {
    method: 'POST',
    body: JSON.stringify({ events: [{ id, meter: 'none', quantity: 1 }] }),
  });

/** A page may take its time where the machine has other work. */
const LIMIT_MS = 120_000;

async function expectUnavailable(response: Response): Promise<void> {
  expect(response.status).toBe(503);
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await response.json()).toMatchObject({
    type: 'https://tollgate.dev/problems/dependency-unavailable',
  });
}

describe.each(['refusing', 'silent'] as const)('a database that is %s', (state) => {
  test(
    'is a 503 for every call that needs it, within seconds, and ends with it',
    async () => {
      expect((await call('/api/v1/events')).status).toBe(200);
      await database.set(state);
      const answers = await Promise.all([
        call('/api/v1/events'),
        send('a'),
        call('/api/v1/events'),
      ]);
      for (const answer of answers) await expectUnavailable(answer);
      await database.set('open');
      await vi.waitUntil(async () => (await call('/api/v1/events')).status === 200, {
        timeout: 30_000,
      });
    },
    LIMIT_MS,
  );

  test(
    'is not ready, but alive',
    async () => {
      await database.set(state);
      await vi.waitUntil(async () => (await call('/readyz')).status === 503, { timeout: 30_000 });
      expect(await (await call('/readyz')).json()).toEqual({
        status: 'not-ready',
        reason: 'database',
      });
      expect((await call('/healthz')).status).toBe(200);
    },
    LIMIT_MS,
  );
});

test('billing down: 503 for invoices, and only for them', async () => {
  await expectUnavailable(await call('/api/v1/invoices'));
  expect((await call('/api/v1/events')).status).toBe(200);
});

describe('pages', () => {
  /** The front door before pages that nothing is wrong with, and a database that is as told. */
  async function openPages(database: () => Promise<{ readOnly: boolean }>) {
    const { createReadiness } = await import('./readiness');
    const door = await openFrontDoor({
      pages: async (_request, response) => void response.end('a page'),
      readiness: createReadiness(database),
    });
    return { get: (path: string) => fetch(`${door.url}${path}`), close: door.close };
  }

  test(
    'say 503 and when to come back; those that need no database stay',
    async () => {
      const site = await openPages(() => Promise.reject(new Error('down')));
      const dashboard = await site.get('/dashboard');
      expect(dashboard.status).toBe(503);
      expect(dashboard.headers.get('retry-after')).toBe('5');
      expect(dashboard.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(await dashboard.text()).toContain('Its database cannot be reached');
      for (const path of ['/', '/status', '/page.js', '/_next/static/x.js']) {
        expect((await site.get(path)).status).toBe(200);
      }
      await site.close();
    },
    LIMIT_MS,
  );

  test(
    'twin: where the database answers they are served',
    async () => {
      const site = await openPages(() => Promise.resolve({ readOnly: false }));
      expect(await (await site.get('/dashboard')).text()).toBe('a page');
      await site.close();
    },
    LIMIT_MS,
  );
});
