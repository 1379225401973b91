import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { execute, freePort, migrateDatabase } from '@/e2e/support/test-server';
import { withClient } from '@/lib/database-connection.repository';
import { createWorkplace, runToEnd, type Server, untilListening, type Workplace } from './programs';

/** What the tests here need of a PostgreSQL: `describeWith(POSTGRES, …)`. */
export const POSTGRES = ['initdb', 'postgres', 'pg_basebackup'];

const USER = 'tollgate';
const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'log_min_messages=warning',
  'wal_level=replica',
  'hot_standby=on',
  'fsync=off',
];

/** A PostgreSQL of this machine's packages in a folder of its own, on 127.0.0.1 only. */
export type Postgres = {
  port: number;
  /** The superuser's URL of the migrated, empty database `tollgate`. */
  url: string;
  folder: string;
  /** `SIGQUIT` ends it as a crash would, `SIGINT` orderly. */
  stop: (signal?: NodeJS.Signals) => Promise<void>;
  remove: () => Promise<void>;
};

/**
 * Makes a cluster with trust authentication and starts it.
 * @param settings more of postgresql.conf, each `name=value`.
 */
export async function startPostgres(settings: readonly string[] = []): Promise<Postgres> {
  const place = await createWorkplace();
  const folder = path.join(place.folder, 'data');
  const initdb = ['-D', folder, '-U', USER, '--auth=trust', '--encoding=UTF8', '--locale=C'];
  await runToEnd(place.spawn('initdb', initdb));
  const primary = await startCluster(place, folder, settings);
  const admin = `postgres://${USER}@127.0.0.1:${primary.port}/postgres`;
  await execute(admin, `create database ${USER}`);
  await migrateDatabase(primary.url);
  return primary;
}

async function startCluster(
  place: Workplace,
  folder: string,
  settings: readonly string[],
): Promise<Postgres> {
  const port = await freePort();
  const all = [...SETTINGS, ...settings].flatMap((setting) => ['-c', setting]);
  const child = place.spawn('postgres', ['-D', folder, '-p', String(port), ...all]);
  const server: Server = await untilListening(child, port);
  const url = `postgres://${USER}@127.0.0.1:${port}/${USER}`;
  await untilAnswering(`postgres://${USER}@127.0.0.1:${port}/postgres`);
  const stop = (signal: NodeJS.Signals = 'SIGINT') => server.stop(signal);
  return {
    port,
    url,
    folder,
    stop,
    remove: async () => {
      await stop();
      await place.remove();
    },
  };
}

async function untilAnswering(url: string): Promise<void> {
  for (;;) {
    const answers = await execute(url, 'select 1').then(
      () => true,
      () => false,
    );
    if (answers) return;
    await pause(50);
  }
}

/** A streaming standby of a primary, and how it takes its place. */
export type Standby = Postgres & { promote: () => Promise<void> };

/** Copies a primary, starts the copy as its standby and waits until it streams. */
export async function startStandby(primary: Postgres, name = 'standby'): Promise<Standby> {
  const place = await createWorkplace();
  const folder = path.join(place.folder, 'data');
  const from = `host=127.0.0.1 port=${primary.port} user=${USER} application_name=${name}`;
  await runToEnd(place.spawn('pg_basebackup', ['-D', folder, '-R', '-c', 'fast', '-d', from]));
  // Written by -R without the name by which the primary waits for it.
  await appendFile(path.join(folder, 'postgresql.auto.conf'), `\nprimary_conninfo = '${from}'\n`);
  const standby = await startCluster(place, folder, []);
  const streaming = `select from pg_stat_replication where application_name = '${name}' and state = 'streaming'`;
  while ((await withClient(primary.url, (client) => client.query(streaming))).rowCount === 0) {
    await pause(100);
  }
  return {
    ...standby,
    promote: () => execute(standby.url, 'select pg_promote(true, 60)'),
  };
}
