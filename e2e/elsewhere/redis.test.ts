import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type * as RealIoredis from 'ioredis';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { freePort } from '@/e2e/support/test-server';
import { openTcpProxy } from '@/e2e/support/tcp-proxy';
import { getEnv } from '@/lib/env';
import { closeRateLimits, consumeRate } from '@/lib/http/rate-limit';
import { createWorkplace, describeWith, runToEnd, type Workplace } from './support/programs';
import {
  REDIS,
  type RedisServer,
  startCluster,
  startRedis,
  startSentinel,
  startWatchedMaster,
} from './support/redis';
import { checkRedisHealth, closeRedis, requireRedis } from '@/lib/redis';

const removed = vi.hoisted(() => ({ options: [] as string[] }));

vi.mock('ioredis', async (original) => {
  const real = await original<typeof RealIoredis>();
  class Redis extends real.Redis {
    constructor(options: RealIoredis.RedisOptions) {
      const kept = Object.entries(options).filter(([name]) => !removed.options.includes(name));
      super(Object.fromEntries(kept));
    }
  }
  return { ...real, Redis };
});

const LIMIT_MS = 60_000;
const POLICY = { name: 'redis-test', quota: 5, windowSeconds: 60 };

const servers: RedisServer[] = [];
const kept = async (server: Promise<RedisServer>) => {
  servers.push(await server);
  return server;
};
const urlOf = ({ port }: RedisServer) => `redis://127.0.0.1:${port}`;

function pointAt(url: string, prefix = 'test'): void {
  closeRateLimits();
  Object.assign(getEnv(), { REDIS_URL: url, REDIS_PREFIX: prefix });
}
const works = () =>
  checkRedisHealth().then(
    () => true,
    () => false,
  );
/** Asks ten times a second; resolves with the seconds until the first success. */
async function secondsUntilItWorks(limitSeconds: number): Promise<number> {
  const start = Date.now();
  await vi.waitUntil(works, { timeout: limitSeconds * 1_000, interval: 100 });
  return (Date.now() - start) / 1_000;
}

afterEach(() => {
  removed.options = [];
  closeRedis();
});
afterAll(async () => {
  closeRateLimits();
  Object.assign(getEnv(), { REDIS_URL: undefined });
  await Promise.all(servers.map((server) => server.stop()));
});

describeWith(REDIS, 'one Redis', () => {
  let master: RedisServer;
  beforeAll(async () => {
    master = await kept(startRedis());
  });

  /** The connection that is open swallows everything; new ones work. */
  async function halfOpen() {
    const proxy = await openTcpProxy(urlOf(master));
    pointAt(proxy.url);
    await requireRedis();
    await proxy.set('half-open');
    return proxy;
  }

  test(
    'whose connection is half-open: a new one is made within seconds',
    async () => {
      const proxy = await halfOpen();
      expect(await works()).toBe(false);
      expect(await secondsUntilItWorks(10)).toBeLessThan(5);
      await proxy.close();
    },
    LIMIT_MS,
  );

  test(
    'control: without a limit for the socket it stays dead',
    async () => {
      removed.options = ['socketTimeout'];
      const proxy = await halfOpen();
      await expect(secondsUntilItWorks(5)).rejects.toThrow();
      await proxy.close();
    },
    LIMIT_MS,
  );

  /** A proxy that follows the master, and a master that became a replica behind it. */
  async function demote() {
    const [old, next] = await Promise.all([kept(startRedis()), kept(startRedis())]);
    const target = { url: urlOf(old) };
    const proxy = await openTcpProxy(target);
    pointAt(proxy.url);
    await requireRedis();
    await old.client.replicaof('127.0.0.1', next.port);
    target.url = urlOf(next);
    return proxy;
  }

  test(
    'that became read-only: the next connection finds the new master',
    async () => {
      const proxy = await demote();
      expect(await works()).toBe(false);
      expect(await secondsUntilItWorks(10)).toBeLessThan(5);
      await proxy.close();
    },
    LIMIT_MS,
  );

  test(
    'control: a connection that is kept stays with the replica',
    async () => {
      removed.options = ['reconnectOnError'];
      const proxy = await demote();
      await expect(secondsUntilItWorks(3)).rejects.toThrow();
      await proxy.close();
    },
    LIMIT_MS,
  );

  test('counts two systems apart, and the instances of one together', async () => {
    const left = async (prefix: string) => {
      pointAt(urlOf(master), prefix);
      return (await consumeRate(POLICY, 'someone')).remaining;
    };
    expect(await left('tollgate:a.example')).toBe(4);
    expect(await left('tollgate:b.example')).toBe(4);
    expect(await left('tollgate:a.example')).toBe(3);
  });
});

describeWith(REDIS, 'a master that Sentinels name', () => {
  test(
    'is followed when it dies, and by database number',
    async () => {
      const { master, replica, url, stop } = await startWatchedMaster();
      pointAt(`${url}/3`);
      await requireRedis();
      await master.client.select(3);
      expect(await master.client.get('test:ready')).toBe('1');
      await replica.client.select(3);
      master.kill('SIGSTOP');
      expect(await works()).toBe(false);
      expect(await secondsUntilItWorks(30)).toBeLessThan(30);
      expect(await replica.client.get('test:ready')).toBe('1');
      await stop();
    },
    2 * LIMIT_MS,
  );
});

describeWith(REDIS, 'a cluster', () => {
  test(
    'counts by key on all of its masters, and is half-open for a moment only',
    async () => {
      const nodes = await startCluster();
      servers.push(...nodes);
      pointAt(`redis+cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`);
      await requireRedis();
      for (let subject = 0; subject < 50; subject += 1) {
        expect((await consumeRate(POLICY, `subject ${subject}`)).remaining).toBe(4);
      }
      const sizes = await Promise.all(nodes.map(({ client }) => client.dbsize()));
      expect(Math.min(...sizes)).toBeGreaterThan(0);
      const all = () =>
        Promise.all(Array.from({ length: 9 }, (_, n) => consumeRate(POLICY, `again ${n}`))).then(
          () => true,
          () => false,
        );
      nodes[0]?.kill('SIGSTOP');
      expect(await all()).toBe(false);
      nodes[0]?.kill('SIGCONT');
      await vi.waitUntil(all, { timeout: 20_000, interval: 200 });
    },
    LIMIT_MS,
  );
});

describeWith(REDIS, 'a start with a wrong REDIS_URL says', () => {
  let plain: RedisServer;
  let secret: RedisServer;
  let replica: RedisServer;
  let sentinel: RedisServer;
  let nodes: RedisServer[];
  beforeAll(async () => {
    plain = await kept(startRedis());
    secret = await kept(startRedis(['requirepass hunter2']));
    replica = await kept(startRedis([`replicaof 127.0.0.1 ${plain.port}`]));
    sentinel = await kept(startSentinel(plain.port, 1));
    nodes = await startCluster();
    servers.push(...nodes);
  });

  test.each([
    ['no server', () => 'redis://127.0.0.1:1', 'no Redis answers at 127.0.0.1:1'],
    ['a wrong password', () => `redis://:wrong@127.0.0.1:${secret.port}`, 'refuses the user or'],
    ['no password', () => urlOf(secret), 'refuses the user or password'],
    ['a replica', () => urlOf(replica), 'is a read-only replica'],
    ['a Sentinel', () => urlOf(sentinel), 'is a Sentinel'],
    ['a number too high', () => `${urlOf(plain)}/99`, 'has no database with this number'],
    ['a node of a cluster', () => urlOf(nodes[0] ?? plain), 'write redis+cluster://'],
    ['no cluster', () => `redis+cluster://127.0.0.1:${plain.port}`, 'is not a cluster'],
    ['no Sentinel', () => `redis+sentinel://127.0.0.1:${plain.port}/m`, 'is not a Sentinel'],
    ['no such master', () => `redis+sentinel://127.0.0.1:${sentinel.port}/m`, 'knows no master'],
  ])('%s', async (_case, url, words) => {
    pointAt(url());
    const refusal = await requireRedis().catch((error: unknown) => error);
    expect(refusal).toMatchObject({ name: 'EnvError' });
    const { message } = refusal as Error;
    expect(message).toMatch(/^REDIS_URL: /);
    expect(message).toContain(words);
    expect(message).not.toContain('wrong@');
  });
});

const CHECK = `
  import { requireRedis } from '${process.cwd()}/lib/redis';
  await requireRedis();
  process.exit(0);
`;

describeWith([...REDIS, 'openssl'], 'Redis over TLS', () => {
  let place: Workplace;
  let tls: RedisServer;
  const file = (name: string) => path.join(place.folder, name);

  beforeAll(async () => {
    place = await createWorkplace();
    const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1';
    const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'];
    const subject = ['-subj', '/CN=localhost', '-addext', names];
    const files = ['-keyout', file('key.pem'), '-out', file('ca.pem')];
    await runToEnd(place.spawn('openssl', [...request, ...subject, ...files]));
    await writeFile(file('check.mts'), CHECK);
    tls = await kept(
      startRedis([
        `tls-port ${await freePort()}`,
        `tls-cert-file ${file('ca.pem')}`,
        `tls-key-file ${file('key.pem')}`,
        'tls-auth-clients no',
      ]),
    );
  });
  afterAll(() => place.remove());

  /** The CA of a process is read when it starts. */
  async function start(url: string, more: Record<string, string> = {}): Promise<string> {
    const env = { NODE_ENV: 'test' as const, PATH: process.env.PATH, ENV_FILE: '', ...more };
    const { stderr } = await promisify(execFile)(
      process.execPath,
      ['scripts/run.mjs', file('check.mts')],
      { env: { ...env, REDIS_URL: url } },
    ).catch((error: { stderr: string }) => error);
    return stderr.trim();
  }

  test(
    'is verified, and a certificate that nobody vouches for is named',
    async () => {
      const [, tlsPort] = (await tls.client.config('GET', 'tls-port')) as string[];
      const url = `rediss://localhost:${tlsPort}`;
      expect(await start(url, { NODE_EXTRA_CA_CERTS: file('ca.pem') })).toBe('');
      expect(await start(url)).toMatch(/^REDIS_URL: .* set NODE_EXTRA_CA_CERTS\.$/);
      expect(await start(`rediss://localhost:${tls.port}`)).toMatch(
        /^REDIS_URL: .*(does not speak TLS|no Redis answers over TLS)/,
      );
    },
    LIMIT_MS,
  );
});
