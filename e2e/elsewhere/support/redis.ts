import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '@/e2e/support/test-server';
import { createWorkplace, runToEnd, untilListening } from './programs';

/** What the tests here need of a Redis: `describeWith(REDIS, …)`. */
export const REDIS = ['redis-server', 'redis-sentinel', 'redis-cli'];

export type RedisServer = {
  port: number;
  /** For commands of the test itself. */
  client: Redis;
  kill(signal: NodeJS.Signals): void;
  stop(): Promise<void>;
};

/** Starts a Redis with the given lines of configuration and waits until it answers. */
export async function startRedis(settings: readonly string[] = []): Promise<RedisServer> {
  return startServer('redis-server', await freePort(), [
    'save ""',
    'repl-diskless-sync-delay 0',
    ...settings,
  ]);
}

/** Starts a Sentinel that watches the master at a port under the name `mymaster`. */
export async function startSentinel(master: number, quorum: number): Promise<RedisServer> {
  return startServer('redis-sentinel', await freePort(), [
    `sentinel monitor mymaster 127.0.0.1 ${master} ${quorum}`,
    'sentinel down-after-milliseconds mymaster 1000',
    'sentinel failover-timeout mymaster 3000',
  ]);
}

/** Starts three masters that share the slots of a cluster, each with so many replicas. */
export async function startCluster(replicas = 0): Promise<RedisServer[]> {
  const servers = await Promise.all(
    Array.from({ length: 3 * (1 + replicas) }, async () =>
      startRedis([
        'cluster-enabled yes',
        'cluster-node-timeout 1500',
        `cluster-port ${await freePort()}`,
      ]),
    ),
  );
  const addresses = servers.map(({ port }) => `127.0.0.1:${port}`);
  const place = await createWorkplace();
  const options = ['--cluster-replicas', String(replicas), '--cluster-yes'];
  await runToEnd(place.spawn('redis-cli', ['--cluster', 'create', ...addresses, ...options]));
  await place.remove();
  for (const { client } of servers) {
    await until(async () => (await client.cluster('INFO')).includes('cluster_state:ok'));
  }
  return servers;
}

async function startServer(
  program: string,
  port: number,
  settings: readonly string[],
): Promise<RedisServer> {
  const place = await createWorkplace();
  const file = path.join(place.folder, 'redis.conf');
  const lines = [`port ${port}`, 'bind 127.0.0.1', `dir ${place.folder}`, ...settings, ''];
  await writeFile(file, lines.join('\n'));
  // A Sentinel writes what it learns into its own configuration.
  place.own(file);
  const server = await untilListening(place.spawn(program, [file]), port);
  const client = new Redis({ port, host: '127.0.0.1', retryStrategy: () => 50 });
  client.on('error', () => {});
  return {
    port,
    client,
    kill: (signal) => void process.kill(server.pid, signal),
    async stop() {
      client.disconnect();
      await server.stop('SIGKILL');
      await place.remove();
    },
  };
}

/** A master, its replica and three Sentinels that know each other. */
export async function startWatchedMaster() {
  const master = await startRedis();
  const replica = await startRedis([`replicaof 127.0.0.1 ${master.port}`]);
  await until(async () => (await master.client.info('replication')).includes('state=online'));
  const sentinels = await Promise.all([1, 2, 3].map(() => startSentinel(master.port, 2)));
  const [first] = sentinels;
  await until(async () =>
    String(await first?.client.call('INFO', 'sentinel')).includes('slaves=1,sentinels=3'),
  );
  const hosts = sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',');
  const all = [...sentinels, replica, master];
  return {
    master,
    replica,
    url: `redis+sentinel://${hosts}/mymaster`,
    stop: async () => void (await Promise.all(all.map((server) => server.stop()))),
  };
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('Redis did not become ready');
}
