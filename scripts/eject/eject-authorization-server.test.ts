import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/e2e/support/test-database';
import { LabBrowser } from '@/lib/learn/lab/oauth/lab-browser';
import { freePort, makeOwnSchema, provideCopy, startExample, testCopy } from './test-copy';

const { home } = provideCopy('authorization-server');

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('the copy type-checks, and its tests pass in memory and in PostgreSQL', async () => {
  const printed = await testCopy(home(), { DATABASE_URL: await makeOwnSchema(database.url) });
  expect(printed).toContain('test/store.test.ts (22 tests)');
  expect(printed).toContain('test/authorization-server-twin.test.ts (8 tests)');
}, 90_000);

test.each(['node-http', 'hono', 'express'])(
  'its site connects a third-party app with %s',
  async (name) => {
    const [port, appPort] = [await freePort(), await freePort()];
    const server = startExample(home(), ['--env-file=.env', `examples/${name}.ts`], {
      PORT: String(port),
      DEMO_APP_PORT: String(appPort),
      DATABASE_URL: name === 'express' ? await makeOwnSchema(database.url) : '',
    });
    const origin = `http://localhost:${port}`;
    const browser = new LabBrowser('none:', () => Promise.reject(new Error('unused')));
    try {
      await server.printed(/and connect the app/);
      const begun = (await browser.get(`http://localhost:${appPort}/`)).headers.get('location');
      const asked = (await browser.get(begun ?? '')).headers.get('location') ?? '';
      const consent = new URL(asked, origin).href;
      expect(await (await browser.get(consent)).text()).toContain('Connect Usage Charts?');
      const form = {
        decision: 'allow',
        scope: 'usage:read',
        workspace: '01930000-0000-7000-8000-000000000002',
      };
      const forged = await browser.postFrom(
        'https://evil.example',
        `${consent}/decide`,
        form,
        false,
      );
      expect(forged.status).toBe(403);
      const decided = await browser.post(`${consent}/decide`, form);
      const resume = decided.headers.get('refresh')?.replace(/^0; url=/, '') ?? '';
      const callback = (await browser.get(resume)).headers.get('location') ?? '';
      const connected: unknown = await (await browser.get(callback)).json();
      expect(connected).toMatchObject({ scopes: ['usage:read'], app: 'Usage Charts' });
      expect((await browser.get(callback)).status).toBe(400);
      const refused = await fetch(`${origin}/api/v1/me`, {
        headers: { authorization: `Bearer tg_at_${'0'.repeat(43)}` },
      });
      expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
        401,
        expect.stringContaining('invalid_token'),
      ]);
    } finally {
      await server.stop();
    }
  },
  60_000,
);
