import { connect } from 'node:net';
import pg from 'pg';

const TIMEOUT_MS = 1_000;

/** A database of one's own PostgreSQL, made for one test run. */
export type OwnDatabase = { url: string; drop: () => Promise<void> };

/** Creates a fresh database on a PostgreSQL that runs here; undefined where none lets us. */
export async function createOwnDatabase(adminUrl: string): Promise<OwnDatabase | undefined> {
  const name = `tollgate_npm_test_${process.pid}`;
  try {
    await execute(adminUrl, `CREATE DATABASE ${name}`);
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
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: TIMEOUT_MS });
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end().catch(() => {});
  }
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
