import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { freePort } from '@/e2e/support/test-server';
import { createWorkplace, untilListening, versionOf } from './programs';

/** Whether this PgBouncer keeps prepared statements in transaction mode (1.21 and later). */
export function keepsStatements(): boolean {
  const [, major = 0, minor = 0] = versionOf('pgbouncer').match(/PgBouncer (\d+)\.(\d+)/) ?? [];
  return Number(major) > 1 || Number(minor) >= 21;
}

export type PgBouncer = {
  /** The database's URL through the pooler. */
  url: string;
  stop: () => Promise<void>;
};

/** Starts a PgBouncer of this machine in front of a database. */
export async function startPgBouncer(
  databaseUrl: string,
  mode: 'session' | 'transaction',
): Promise<PgBouncer> {
  const place = await createWorkplace();
  const port = await freePort();
  const { hostname, port: databasePort, username } = new URL(databaseUrl);
  const file = path.join(place.folder, 'pgbouncer.ini');
  const settings = [
    '[databases]',
    `* = host=${hostname} port=${databasePort} user=${username}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    `pool_mode = ${mode}`,
    'default_pool_size = 30',
    ...(keepsStatements() ? ['max_prepared_statements = 200'] : []),
  ];
  await writeFile(file, `${settings.join('\n')}\n`);
  const server = await untilListening(place.spawn('pgbouncer', [file]), port);
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${port}`;
  return {
    url: url.href,
    stop: async () => {
      await server.stop('SIGTERM');
      await place.remove();
    },
  };
}
