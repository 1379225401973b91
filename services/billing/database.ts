import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { getEnv } from '@/lib/env';
import { type Prisma, PrismaClient } from './prisma/generated/client';

const MAX_CONNECTIONS = 10;
const CONNECT_TIMEOUT_MS = 10_000;
/** Milliseconds: to get a connection, and to finish. */
const TRANSACTION_LIMITS = { maxWait: 10_000, timeout: 20_000 };
/** A database that took the statement and says nothing more must not hold its caller for ever. */
const QUERY_TIMEOUT_MS = 10_000;
const SCHEMA = 'billing';

/** Inside a transaction or not: what a repository needs to read and write. */
export type Database = Prisma.TransactionClient;

let client: PrismaClient | undefined;

function open(): PrismaClient {
  const url = new URL(getEnv().BILLING_DATABASE_URL);
  url.searchParams.delete('schema');
  const pool = new pg.Pool({
    connectionString: url.href,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
  });
  // A connection that the server closes must not end the process, idle or in use.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return new PrismaClient({
    adapter: new PrismaPg(pool, { schema: SCHEMA, disposeExternalPool: true }),
    transactionOptions: TRANSACTION_LIMITS,
  });
}

/** Billing's own Prisma client. Only `*.repository.ts` calls it. */
export function billingDatabase(): PrismaClient {
  client ??= open();
  return client;
}

/** Ends every connection, for a graceful stop. */
export async function closeBillingDatabase(): Promise<void> {
  const opened = client;
  client = undefined;
  await opened?.$disconnect();
}

/** Whether the database answers a question, within the limits of its connection. */
export async function billingDatabaseAnswers(): Promise<boolean> {
  try {
    await billingDatabase().$queryRaw`select 1`;
    return true;
  } catch {
    return false;
  }
}

/** Whose data a call is about. Each query of billing has both in its condition. */
export type Tenant = { workspaceId: string; mode: 'test' | 'live' };
