import process from 'node:process';
import type { Cluster } from './chaos';
import { RedisServers, startHaproxy, startPooler } from './data-path';
import { Disk } from './disk';
import { Instances } from './instances';
import { PatroniCluster } from './patroni';
import { databaseUrl, type Setting, sharedEnv } from './setting';

/** Starts everything, the data path first, and reads the environment for what is imported of the product. */
export async function startCluster(setting: Setting): Promise<Cluster> {
  const { run, port } = setting;
  const timed = async <T>(name: string, start: () => Promise<T>): Promise<T> => {
    const begin = performance.now();
    const started = await start();
    run.report.note(`${name} (${((performance.now() - begin) / 1_000).toFixed(1)} s)`);
    return started;
  };
  const disk = await Disk.open(setting);
  if (disk.cannotFill) run.report.note(`A full disk is not tried: ${disk.cannotFill}.`);
  const postgres = await timed('Patroni with three PostgreSQL', () =>
    PatroniCluster.start(setting, disk),
  );
  await timed('HAProxy', () => startHaproxy(setting));
  await timed('database and migrations', () => migrate(setting));
  const pooler = await timed('PgBouncer', () => startPooler(setting));
  const redis = await timed('Redis with Sentinels', () => RedisServers.start(setting));
  // What is imported from the product reads this process's environment.
  const leader = databaseUrl(port.leader);
  const own = { DATABASE_URL: leader, BILLING_DATABASE_URL: leader, PORT: String(port.front) };
  const env = { ...sharedEnv(setting), ...own, LOG_LEVEL: 'silent' };
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  const instances = await timed('four web, two billing', () => Instances.start(setting));
  return { setting, disk, postgres, pooler, redis, instances };
}

async function migrate(setting: Setting): Promise<void> {
  const { run, port } = setting;
  const url = databaseUrl(port.leader);
  const env = { ...sharedEnv(setting), DATABASE_URL: url, BILLING_DATABASE_URL: url };
  const args = [process.execPath, 'scripts/prisma.mjs', 'migrate', 'deploy'] as const;
  await run.programs.run('migrate', args, { env });
}
