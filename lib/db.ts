import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { PrismaClient } from '@/prisma/generated/client';
import { openPool } from './database-connection.repository';
import { schemaOf } from './database-url';
import { getEnv } from './env';

/**
 * The one connection pool and the one Prisma client of a process. Prisma runs on the same pool, so
 * a prepared statement on the hot path and a query of the model share its limits.
 */

/** Prisma's own two and five seconds fail a burst that only has to queue. */
const TRANSACTION_WAIT_MS = 10_000;
const TRANSACTION_MS = 10_000;

type Database = { pool: pg.Pool; client: PrismaClient };

const holder = globalThis as typeof globalThis & { tollgateDatabase?: Database };

function open(): Database {
  const url = getEnv().DATABASE_URL;
  const pool = openPool(url);
  const adapter = new PrismaPg(pool, { schema: schemaOf(url) });
  const transactionOptions = { maxWait: TRANSACTION_WAIT_MS, timeout: TRANSACTION_MS };
  return { pool, client: new PrismaClient({ adapter, transactionOptions }) };
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
