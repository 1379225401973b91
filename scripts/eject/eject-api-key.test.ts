import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/e2e/support/test-database';
import { freePort, makeOwnSchema, provideCopy, startExample, testCopy } from './test-copy';

const { home } = provideCopy('api-key');

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('the copy type-checks, and its tests pass in memory and in PostgreSQL', async () => {
  const printed = await testCopy(home(), { DATABASE_URL: await makeOwnSchema(database.url) });
  expect(printed).toContain('test/store.test.ts (14 tests)');
}, 90_000);

test.each(['node-http', 'hono', 'express'])(
  'its example answers with %s',
  async (name) => {
    const port = await freePort();
    const args = ['--env-file=.env', `examples/${name}.ts`];
    const server = startExample(home(), args, { PORT: String(port), DATABASE_URL: '' });
    try {
      const key = await server.printed(/tg_test_[0-9A-Za-z]{46}/);
      const call = (route: string, method = 'GET', text = key) =>
        fetch(`http://127.0.0.1:${port}${route}`, { method, headers: { 'x-api-key': text } });
      await vi.waitUntil(() => call('/me').catch(() => undefined), { timeout: 25_000 });
      expect((await call('/me')).status).toBe(200);
      expect((await call('/me', 'GET', `${key.slice(0, -1)}!`)).status).toBe(401);
      expect((await call(`/me?api_key=${key}`)).status).toBe(400);
      expect((await fetch(`http://127.0.0.1:${port}/me`)).status).toBe(401);
      const rolled = (await (await call('/roll', 'POST')).json()) as { key: string };
      expect((await call('/me', 'GET', rolled.key)).status).toBe(200);
      expect((await call('/me')).headers.get('deprecation')).toMatch(/^@\d+$/);
      expect((await call('/revoke', 'POST', rolled.key)).status).toBe(200);
      const refused = await call('/me', 'GET', rolled.key);
      expect(await refused.json()).toMatchObject({ status: 401, title: expect.any(String) });
    } finally {
      await server.stop();
    }
  },
  60_000,
);
