import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type SpawnedWeb, spawnWeb } from '@/e2e/support/spawn-web';
import { freePort } from '@/e2e/support/test-server';
import { createPerson } from '@/e2e/support/test-workspace';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { revokeApiKey } from '@/lib/auth/api-key/revoke-api-key';
import { registerApp } from '@/lib/auth/oauth/authorization-server/app-registration';
import type { Principal } from '@/lib/auth/principal';
import { closeDatabase } from '@/lib/db';
import { findTrace } from '@/lib/trace/record-trace';
import { issueWatchToken, WATCH_HEADER } from '@/lib/trace/watch-token';
import { timeUntil, useDatabase } from './support/application';
import { type Postgres, POSTGRES, startPostgres } from './support/postgres';
import { describeWith } from './support/programs';
import { NGINX_PLAIN, NGINX_TUNED, type Proxy, startHaproxy, startNginx } from './support/proxy';
import { REDIS, startWatchedMaster } from './support/redis';

const NEEDED = [...POSTGRES, ...REDIS, 'nginx', 'haproxy'];
/** A client whose own address is not that of the trusted proxy. */
function statusFrom(
  localAddress: string,
  url: string,
  key: string,
  headers: Record<string, string> = {},
): Promise<number | undefined> {
  const options = { localAddress, family: 4, headers: { 'x-api-key': key, ...headers } };
  return new Promise((resolve, reject) => {
    const call = request(`${url}/api/v1/me`, options, (response) => {
      response.resume().once('end', () => resolve(response.statusCode));
    });
    call.on('error', reject);
    call.end();
  });
}

const BIG = Buffer.alloc(16 * 1_048_576, ' ');

describeWith(NEEDED, 'two and four instances behind a proxy', () => {
  let postgres: Postgres;
  let redis: Awaited<ReturnType<typeof startWatchedMaster>>;
  let ada: Principal;
  const webs: SpawnedWeb[] = [];
  const proxies: Proxy[] = [];

  beforeAll(async () => {
    [postgres, redis] = await Promise.all([startPostgres(), startWatchedMaster()]);
    useDatabase(postgres.url);
    ada = await createPerson();
    for (let number = 0; number < 4; number += 1) {
      const port = String(await freePort());
      const env = { PORT: port, REDIS_URL: redis.url, TRUSTED_PROXIES: '127.0.0.1' };
      webs.push(await spawnWeb({ ...env, APP_URL: 'http://localhost:3000' }));
    }
  });
  afterAll(async () => {
    await Promise.all(proxies.map((proxy) => proxy.stop()));
    await Promise.all(webs.map((web) => web.stop()));
    await closeDatabase();
    await redis?.stop();
    await postgres?.remove();
  });

  const keep = async (starting: Promise<Proxy>) => {
    const proxy = await starting;
    proxies.push(proxy);
    return proxy;
  };
  const portsOf = (count: number) => webs.slice(0, count).map(({ port }) => port);
  const newKey = (more: { rateLimit?: number; allowedCidrs?: string[] } = {}) =>
    issueApiKey(ada, { name: 'k', scopes: ['usage:read', 'events:write'], mode: 'test', ...more });
  const get = (url: string, key: string, headers: Record<string, string> = {}) =>
    fetch(`${url}/api/v1/me`, { headers: { 'x-api-key': key, ...headers } });
  const statusOf = async (url: string, key: string) => {
    const response = await get(url, key);
    await response.arrayBuffer();
    return response.status;
  };
  const upload = async (url: string, key: string) => {
    const response = await fetch(`${url}/api/v1/events`, {
      method: 'POST',
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      body: BIG,
    });
    await response.arrayBuffer();
    return response.status;
  };

  describe.each([
    ['nginx with proxy_pass alone', (ports: number[]) => startNginx(NGINX_PLAIN, ports), 2],
    ['nginx as documented', (ports: number[]) => startNginx(NGINX_TUNED, ports), 2],
    ['HAProxy', startHaproxy, 2],
    ['HAProxy', startHaproxy, 4],
  ] as const)('%s', (name, start, instances) => {
    let proxy: Proxy;
    beforeAll(async () => {
      proxy = await keep(start(portsOf(instances)));
      const { key } = await newKey();
      await vi.waitUntil(async () => (await statusOf(proxy.url, key)) === 200, {
        timeout: 20_000,
        interval: 100,
      });
    });

    test(`${instances} instances count one limit together`, async () => {
      const { key } = await newKey({ rateLimit: 10 });
      const answers = await Promise.all(Array.from({ length: 24 }, () => statusOf(proxy.url, key)));
      expect(answers.filter((status) => status === 200)).toHaveLength(10);
      expect(answers.filter((status) => status === 429)).toHaveLength(14);
    });

    test('a revocation reaches every one of them within a second', async () => {
      const { key, view } = await newKey();
      for (let call = 0; call < 3 * instances; call += 1) {
        expect(await statusOf(proxy.url, key)).toBe(200);
      }
      await revokeApiKey(ada, view.id);
      const refusedEverywhere = async () => {
        const answers = Array.from({ length: 2 * instances }, () => statusOf(proxy.url, key));
        return (await Promise.all(answers)).every((status) => status === 401);
      };
      expect(await timeUntil(refusedEverywhere, 5_000)).toBeLessThan(1_000);
    });

    test('an early refusal of a large body is read, not a 502', async () => {
      const { key } = await newKey();
      for (let call = 0; call < 5; call += 1) {
        expect(await upload(proxy.url, 'nonsense')).toBe(401);
        expect(await upload(proxy.url, key)).toBe(413);
      }
    });

    test('a device code of one instance is known to the others', async () => {
      const { view: app } = await registerApp(ada, {
        name: 'cli',
        redirectUris: [],
        scopes: ['usage:read'],
        public: true,
      });
      const form = (values: Record<string, string>) => ({
        method: 'POST',
        body: new URLSearchParams({ client_id: app.clientId, ...values }),
      });
      const begun = await fetch(
        `${proxy.url}/oauth/device-authorization`,
        form({ scope: 'usage:read' }),
      );
      const { device_code = '' } = (await begun.json()) as { device_code?: string };
      const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';
      for (let poll = 0; poll < 2 * instances; poll += 1) {
        const token = await fetch(`${proxy.url}/oauth/token`, form({ grant_type, device_code }));
        expect(['authorization_pending', 'slow_down']).toContain(
          ((await token.json()) as { error: string }).error,
        );
      }
    });

    test('a trace that one instance recorded is found by another process', async () => {
      const { key } = await newKey();
      const { workspaceId, userId } = ada;
      const response = await get(proxy.url, key, {
        [WATCH_HEADER]: issueWatchToken({ workspaceId, userId }),
      });
      const id = response.headers.get('tollgate-trace')?.split('/').at(-1) ?? '';
      expect((await findTrace(workspaceId, id))?.steps.length).toBeGreaterThan(3);
    });

    test.skipIf(name === 'nginx with proxy_pass alone')(
      'the address of the client arrives',
      async () => {
        const { key: near } = await newKey({ allowedCidrs: ['127.0.0.2/32'] });
        const { key: far } = await newKey({ allowedCidrs: ['198.51.100.0/24'] });
        expect(await statusFrom('127.0.0.2', proxy.url, near)).toBe(200);
        expect(await statusFrom('127.0.0.3', proxy.url, near)).toBe(403);
        // What the client claims is left of what the proxy writes.
        const claim = { 'x-forwarded-for': '198.51.100.7' };
        expect(await statusFrom('127.0.0.2', proxy.url, far, claim)).toBe(403);
      },
    );
  });

  test('control: without Redis each instance counts for itself', async () => {
    const alone = await Promise.all([spawnWeb(), spawnWeb()]);
    const proxy = await keep(startHaproxy(alone.map(({ port }) => port)));
    const { key } = await newKey({ rateLimit: 10 });
    await vi.waitUntil(async () => (await statusOf(proxy.url, key)) !== 503, { timeout: 20_000 });
    const answers = await Promise.all(Array.from({ length: 40 }, () => statusOf(proxy.url, key)));
    expect(answers.filter((status) => status === 200).length).toBeGreaterThan(10);
    await Promise.all(alone.map((web) => web.stop()));
  });

  test('the master of Redis dies: refused for a while, then counted by its replica', async () => {
    const proxy = await keep(startHaproxy(portsOf(2)));
    const { key } = await newKey();
    await vi.waitUntil(async () => (await statusOf(proxy.url, key)) === 200, { timeout: 20_000 });
    redis.master.kill('SIGKILL');
    // Closed, not open: never a call that was not counted.
    await vi.waitUntil(async () => (await statusOf(proxy.url, key)) === 503, { timeout: 5_000 });
    const outage = await timeUntil(async () => (await statusOf(proxy.url, key)) === 200, 40_000);
    console.log(`Redis failover: 503 for ${(outage / 1_000).toFixed(1)} s`);
    expect(outage).toBeLessThan(20_000);
  });
});
