import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './test-server';

/** Real Redis servers, Sentinels and clusters of this machine's own package, for one test. */

export const hasRedisServer =
  spawnSync('redis-server', ['--version']).status === 0 &&
  spawnSync('redis-sentinel', ['--version']).status === 0;

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
  const made = spawnSync('redis-cli', [
    ...['--cluster', 'create', ...addresses],
    ...['--cluster-replicas', String(replicas), '--cluster-yes'],
  ]);
  if (made.status !== 0) throw new Error(`${made.stdout}${made.stderr}`);
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
  const folder = mkdtempSync(path.join(tmpdir(), 'tollgate-redis-'));
  const file = path.join(folder, 'redis.conf');
  writeFileSync(
    file,
    [`port ${port}`, 'bind 127.0.0.1', `dir ${folder}`, ...settings, ''].join('\n'),
  );
  const child = spawn(program, [file], { stdio: 'ignore' });
  const client = new Redis({ port, host: '127.0.0.1', retryStrategy: () => 50 });
  client.on('error', () => {});
  await client.ping().catch(() => {});
  return {
    port,
    client,
    kill: (signal) => void child.kill(signal),
    async stop() {
      client.disconnect();
      await end(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the cluster did not become ready');
}
