import type pg from 'pg';
import { connectClient } from './database-connection.repository';
import { databaseFault } from './database-fault';
import { EnvError } from './env';

const OLDEST_VERSION = 150_000;
const LIMITS = { connectionTimeoutMillis: 5_000, query_timeout: 2_000 };

/** What a session of the application is like, seen from inside. */
export type SessionReport = {
  /** `server_version_num`, e.g. 180004. */
  version: number;
  user: string;
  timeZone: string;
  /** Transactions of one session run on several server connections: a transaction pooler. */
  pooledByTransaction: boolean;
  /** A prepared statement still exists in the next transaction. */
  keepsStatements: boolean;
  /** Unqualified names still mean the schema of the URL in the next transaction. */
  keepsSchema: boolean;
  /** The server refuses writes: a standby, or `default_transaction_read_only`. */
  readOnly: boolean;
  /** Milliseconds by which the clock of this process is ahead of the database's. */
  clockAheadMs: number;
};

type Settings = {
  version: string;
  user: string;
  zone: string;
  path: string;
  pid: number;
  read_only: boolean;
  now: number;
};

const LOOK = `
  select current_setting('server_version_num') as version, current_user as user, pg_backend_pid() as pid,
    current_setting('TimeZone') as zone, current_setting('search_path') as path,
    pg_is_in_recovery() or current_setting('transaction_read_only')::boolean as read_only,
    (extract(epoch from clock_timestamp()) * 1000)::float8 as now`;
const STATEMENT_NAME = 'tollgate-session';
const IS_UTC = /^(Etc\/)?(UTC|UCT|GMT|Zulu|Universal)$/;
/** No such prepared statement; one of that name exists already. */
const STATEMENT_ERRORS = ['26000', '42P05'];

/**
 * Looks at a session in two transactions. In between, another session begins a transaction: behind a
 * transaction pooler that one takes the server connection of the first look, so the second look shows
 * what the pooler carries over to another server connection.
 * @throws {Error} of the driver when no connection can be made.
 */
export async function examineSessions(url: string): Promise<SessionReport> {
  const clients = [await connectClient(url, LIMITS)];
  try {
    clients.push(await connectClient(url, LIMITS));
    const [watched, other] = clients;
    if (!watched || !other) throw new Error('no connection');
    const start = Date.now();
    const first = await look(watched);
    const clockAheadMs = Math.round((start + Date.now()) / 2 - first.now);
    await other.query('begin');
    // With a single server connection in the pool there is no other one, and this look times out.
    const second = await look(watched).catch(() => first);
    return {
      version: Number(second.version),
      user: second.user,
      timeZone: second.zone,
      pooledByTransaction: first.pid !== second.pid,
      keepsStatements: first.keepsStatements && second.keepsStatements,
      keepsSchema: first.path === second.path,
      readOnly: second.read_only,
      clockAheadMs,
    };
  } finally {
    for (const client of clients) await client.end().catch(() => {});
  }
}

async function look(client: pg.Client): Promise<Settings & { keepsStatements: boolean }> {
  const read = async (name?: string) => {
    const [row] = (await client.query<Settings>({ name, text: LOOK })).rows;
    if (!row) throw new Error('The database gave no answer.');
    return row;
  };
  try {
    return { ...(await read(STATEMENT_NAME)), keepsStatements: true };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!STATEMENT_ERRORS.includes(code)) throw error;
    return { ...(await read()), keepsStatements: false };
  }
}

/** Why such sessions cannot be used and what to do, as one sentence; undefined where they can. */
export function sessionFault(report: SessionReport, variable: string): string | undefined {
  const { version, user, timeZone, keepsStatements, keepsSchema } = report;
  if (version < OLDEST_VERSION) {
    return `${variable} leads to a server that is older than PostgreSQL 15, the oldest that works.`;
  }
  const leads = `${variable} leads through a transaction pooler`;
  if (!keepsStatements) {
    return `${leads} that does not keep prepared statements. Use PgBouncer 1.21 or later with max_prepared_statements above 0, or pool_mode=session.`;
  }
  if (!IS_UTC.test(timeZone)) {
    return `${leads} that does not keep the time zone of a session: it is ${timeZone} instead of UTC, and times would be stored wrong. Run ALTER ROLE "${user}" SET timezone TO 'UTC' and reconnect the pooler, or use pool_mode=session.`;
  }
  if (!keepsSchema) {
    return `${leads} that does not keep the schema of ?schema=. Run ALTER ROLE "${user}" SET search_path TO that schema and reconnect the pooler, or use pool_mode=session.`;
  }
  return undefined;
}

/**
 * Refuses to start on a database that would store wrong values or fail later. One that cannot be
 * reached at this moment is no reason not to start: readiness waits for it.
 * @returns what is known of the sessions; undefined where the database cannot be reached.
 * @throws {EnvError} one sentence that names the variable and what to do.
 */
export async function requireUsableSessions(
  variable: 'DATABASE_URL' | 'BILLING_DATABASE_URL' | 'READ_DATABASE_URL',
  url: string,
): Promise<SessionReport | undefined> {
  let report: SessionReport;
  try {
    report = await examineSessions(url);
  } catch (error) {
    const fault = databaseFault(error, variable, url);
    if (fault) throw new EnvError(fault);
    return undefined;
  }
  const fault = sessionFault(report, variable);
  if (fault) throw new EnvError(fault);
  return report;
}

/**
 * Checks that DIRECT_DATABASE_URL does what it is for.
 * @throws {EnvError} when it leads through a transaction pooler too, or cannot be used at all.
 */
export async function requireDirectSessions(url: string): Promise<void> {
  const variable = 'DIRECT_DATABASE_URL';
  try {
    const { pooledByTransaction } = await examineSessions(url);
    if (!pooledByTransaction) return;
  } catch (error) {
    const fault = databaseFault(error, variable, url);
    if (fault) throw new EnvError(fault);
    return;
  }
  throw new EnvError(
    `${variable} leads through a transaction pooler, where notifications are lost. Give the address of PostgreSQL itself, or of a pooler with pool_mode=session.`,
  );
}
