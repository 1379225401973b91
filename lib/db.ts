import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '@/prisma/generated/client';
import { getEnv } from './env';

/**
 * The one connection pool and the one Prisma client of a process. Prisma runs on the same pool, so
 * a prepared statement on the hot path and a query of the model share its limits.
 */

const MAX_CONNECTIONS = 10;
const CONNECT_TIMEOUT_MS = 10_000;
/** Prisma's own two and five seconds fail a burst that only has to queue. */
const TRANSACTION_WAIT_MS = 10_000;
const TRANSACTION_MS = 10_000;
/** A database that took the statement and says nothing more must not hold its caller for ever. */
const QUERY_TIMEOUT_MS = 10_000;

type Database = { pool: pg.Pool; client: PrismaClient };

const holder = globalThis as typeof globalThis & { tollgateDatabase?: Database };

function open(): Database {
  const pool = new pg.Pool({
    connectionString: getEnv().DATABASE_URL,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
  });
  // A connection that the server closes must not end the process: neither an idle one nor, between
  // two statements of a transaction, one in use. The next statement on it fails and says so.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const transactionOptions = { maxWait: TRANSACTION_WAIT_MS, timeout: TRANSACTION_MS };
  return { pool, client: new PrismaClient({ adapter: new PrismaPg(pool), transactionOptions }) };
}

function database(): Database {
  holder.tollgateDatabase ??= open();
  return holder.tollgateDatabase;
}

/** The Prisma client. Only `*.repository.ts` calls it. */
export function db(): PrismaClient {
  return database().client;
}

/** The pool below it, for prepared statements. Only `*.repository.ts` calls it. */
export function dbPool(): pg.Pool {
  return database().pool;
}

/** Ends every connection, for a graceful stop. */
export async function closeDatabase(): Promise<void> {
  const open = holder.tollgateDatabase;
  holder.tollgateDatabase = undefined;
  if (!open) return;
  await open.client.$disconnect();
  await open.pool.end();
}
