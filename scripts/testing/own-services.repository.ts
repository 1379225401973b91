import { connect } from 'node:net';
import { withClient } from '@/lib/database-connection.repository';

const TIMEOUT_MS = 1_000;

/** A database of one's own PostgreSQL, made for one test run. */
type OwnDatabase = { url: string; drop: () => Promise<void> };

/** Creates a database in a time zone on a PostgreSQL that runs here; undefined where none lets us. */
export async function createOwnDatabase(
  adminUrl: string,
  zone: string,
): Promise<OwnDatabase | undefined> {
  const name = `tollgate_npm_test_${process.pid}`;
  try {
    await execute(adminUrl, `CREATE DATABASE ${name}`);
    await execute(adminUrl, `ALTER DATABASE ${name} SET timezone = '${zone}'`);
  } catch {
    return undefined;
  }
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => execute(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function execute(connectionString: string, sql: string): Promise<void> {
  const limit = { connectionTimeoutMillis: TIMEOUT_MS };
  await withClient(connectionString, (client) => client.query(sql), limit);
}

/** Whether something listens where a URL points. */
export function isListening(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), timeout: TIMEOUT_MS });
    const answer = (listens: boolean) => {
      socket.destroy();
      resolve(listens);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
    socket.once('timeout', () => answer(false));
  });
}
