import { AsyncLocalStorage } from 'node:async_hooks';
import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { type Prisma, PrismaClient } from '@/prisma/generated/client';
import { openPool } from './database-connection.repository';
import { schemaOf } from './database-url';
import { getEnv } from './env';
import { oncePerProcess } from './once-per-process';

/**
 * The one connection pool and the one Prisma client of a process, and a pool on the read replica. Prisma runs on the same pool, so
 * a prepared statement on the hot path and a query of the model share its limits.
 */

/** Prisma's own two and five seconds fail a burst that only has to queue. */
const TRANSACTION_WAIT_MS = 10_000;
const TRANSACTION_MS = 10_000;
/** A replica that hangs must leave time for the primary to answer instead. */
const REPLICA_LIMITS = { connectionTimeoutMillis: 1_000, query_timeout: 3_000 };

type Database = { pool: pg.Pool; client: PrismaClient; replica: pg.Pool | undefined };

const holder = globalThis as typeof globalThis & { tollgateDatabase?: Database };

function open(): Database {
  const { DATABASE_URL: url, READ_DATABASE_URL: readUrl } = getEnv();
  const pool = openPool(url);
  const adapter = new PrismaPg(pool, { schema: schemaOf(url) });
  const transactionOptions = { maxWait: TRANSACTION_WAIT_MS, timeout: TRANSACTION_MS };
  const replica = readUrl === undefined ? undefined : openPool(readUrl, REPLICA_LIMITS);
  return { pool, client: new PrismaClient({ adapter, transactionOptions }), replica };
}

function database(): Database {
  holder.tollgateDatabase ??= open();
  return holder.tollgateDatabase;
}

/** The Prisma client. Only `*.repository.ts` calls it. */
export function db(): PrismaClient {
  return joined.getStore()?.client ?? database().client;
}

type Joined = { client: PrismaClient; afterCommit: (() => void)[] };

const joined = oncePerProcess('joined-transaction', () => new AsyncLocalStorage<Joined>());

/**
 * Runs everything that `run` does through `db()` in one transaction: the transactions inside it join
 * this one, so they commit together or not at all. Statements on `dbPool()` stay outside.
 */
export async function inOneTransaction<T>(run: () => Promise<T>): Promise<T> {
  const afterCommit: (() => void)[] = [];
  const result = await database().client.$transaction((transaction) =>
    joined.run({ client: joinTransaction(transaction), afterCommit }, run),
  );
  for (const act of afterCommit) act();
  return result;
}

/** Runs `act` once what was just written is visible to others: now, or when the joined transaction commits. */
export function afterCommit(act: () => void): void {
  const store = joined.getStore();
  if (store) store.afterCommit.push(act);
  else act();
}

/** The client as code inside the transaction sees it: `$transaction` begins no second one. */
function joinTransaction(transaction: Prisma.TransactionClient): PrismaClient {
  return new Proxy(database().client, {
    get(_client, name) {
      if (name === '$transaction') return (work: unknown) => runJoined(work, transaction);
      const value: unknown = Reflect.get(transaction, name);
      return typeof value === 'function' ? value.bind(transaction) : value;
    },
  });
}

async function runJoined(work: unknown, transaction: Prisma.TransactionClient): Promise<unknown> {
  if (typeof work === 'function') return work(transaction);
  if (!Array.isArray(work)) throw new TypeError('$transaction takes a function or a list.');
  const results: unknown[] = [];
  for (const statement of work) results.push(await statement);
  return results;
}

/** The pool below it, for prepared statements. Only `*.repository.ts` calls it. */
export function dbPool(): pg.Pool {
  return database().pool;
}

/** The pool on the read replica, if there is one. Only `read-replica.repository.ts` calls it. */
export function replicaPool(): pg.Pool | undefined {
  return database().replica;
}

/** Ends every connection, for a graceful stop. */
export async function closeDatabase(): Promise<void> {
  const open = holder.tollgateDatabase;
  holder.tollgateDatabase = undefined;
  if (!open) return;
  await open.client.$disconnect();
  await open.pool.end();
  await open.replica?.end();
}
