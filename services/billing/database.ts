import { PrismaPg } from '@prisma/adapter-pg';
import { openPool } from '@/lib/database-connection.repository';
import { withoutSchema } from '@/lib/database-url';
import { getEnv } from '@/lib/env';
import { type Prisma, PrismaClient } from './prisma/generated/client';

/** Milliseconds: to get a connection, and to finish. */
const TRANSACTION_LIMITS = { maxWait: 10_000, timeout: 20_000 };
const SCHEMA = 'billing';

/** Inside a transaction or not: what a repository needs to read and write. */
export type Database = Prisma.TransactionClient;

let client: PrismaClient | undefined;

function open(): PrismaClient {
  // The schema is always `billing`, whatever the URL of the web application's schema says.
  const pool = openPool(withoutSchema(getEnv().BILLING_DATABASE_URL));
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

/** Why billing's database cannot be used at this moment; undefined where it takes writes. */
export async function billingDatabaseFault(): Promise<
  'database' | 'database-read-only' | undefined
> {
  try {
    const [row] = await billingDatabase().$queryRaw<{ read_only: boolean }[]>`
      select pg_is_in_recovery() or current_setting('transaction_read_only')::boolean as read_only`;
    return row?.read_only ? 'database-read-only' : undefined;
  } catch {
    return 'database';
  }
}

/** Whose data a call is about. Each query of billing has both in its condition. */
export type Tenant = { workspaceId: string; mode: 'test' | 'live' };
