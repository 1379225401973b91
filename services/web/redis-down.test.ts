import { afterAll, describe, expect, test, vi } from 'vitest';
import { spawnWeb } from '@/e2e/support/spawn-web';
import { openTcpProxy } from '@/e2e/support/tcp-proxy';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { createPerson } from '@/e2e/support/test-workspace';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { isListening } from '@/scripts/testing/own-services.repository';

provideTestDatabase();

const LIMIT_MS = 120_000;

const REDIS = 'redis://127.0.0.1:6379';
const present = await isListening(REDIS);
if (!present) console.log('skipped: no Redis on 127.0.0.1:6379');

/** @see docs/decisions/0093-dependency-outages.md */
describe.skipIf(!present)('a Redis that counts the requests', async () => {
  const redis = present ? await openTcpProxy(REDIS) : undefined;
  afterAll(() => redis?.close());

  test.each(['refusing', 'silent'] as const)(
    'and is %s: no count, no answer, until it is back',
    async (state) => {
      const ada = await createPerson();
      const { key } = await issueApiKey(ada, { name: 'k', scopes: ['usage:read'], mode: 'test' });
      const web = await spawnWeb({ REDIS_URL: redis?.url ?? '' });
      const call = () =>
        fetch(`${web.url}/api/v1/me`, {
          headers: { 'x-api-key': key },
          signal: AbortSignal.timeout(30_000),
        });
      const ready = () => fetch(`${web.url}/readyz`);
      expect((await call()).status).toBe(200);
      expect((await ready()).status).toBe(200);
      await redis?.set(state);
      const refused = await call();
      expect(refused.status).toBe(503);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      await vi.waitUntil(async () => (await ready()).status === 503, { timeout: 10_000 });
      expect(await (await ready()).json()).toEqual({ status: 'not-ready', reason: 'redis' });
      await redis?.set('open');
      await vi.waitUntil(async () => (await call()).status === 200, { timeout: 60_000 });
      await vi.waitUntil(async () => (await ready()).status === 200, { timeout: 10_000 });
      await web.stop();
    },
    LIMIT_MS,
  );

  test('a wrong REDIS_URL ends the start with one sentence', async () => {
    await expect(spawnWeb({ REDIS_URL: 'redis://127.0.0.1:1' })).rejects.toThrow(
      /^REDIS_URL: no Redis answers at 127\.0\.0\.1:1 \(.*ECONNREFUSED.*\)\. Start it, correct/,
    );
  }, 60_000);
});
