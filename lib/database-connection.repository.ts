import pg from 'pg';
import { schemaOf, withoutSchema } from './database-url';

/**
 * How every process connects: pools, single clients, the command line, seed and tests of a
 * deployment. A session never inherits the time zone or date format of the server, database or role.
 *
 * `@prisma/adapter-pg` writes a time as UTC without an offset and drops the offset when it reads, so
 * in a session that is not on UTC keys expire hours late or at once, without any error. The settings
 * are made by a statement because PgBouncer refuses the startup parameter `options`; PgBouncer
 * tracks both of them and restores them on each server connection, also with pool_mode=transaction.
 * @see docs/decisions/0110-database-session-time-zone.md
 */

const CONNECT_TIMEOUT_MS = 10_000;
/** A database that accepted a statement and does not answer must not block its caller forever. */
const QUERY_TIMEOUT_MS = 10_000;
const MAX_CONNECTIONS = 10;

export const SESSION_SETTINGS = { TimeZone: 'UTC', DateStyle: 'ISO, MDY' };

/** Its OID in `pg_type`, the same in every database. */
const TIMESTAMPTZ = 1184;
const parseAnyInstant = pg.types.getTypeParser(TIMESTAMPTZ);

/** What a session on UTC writes is ISO 8601 but for two characters, and is then read by the engine. */
function parseInstant(text: string): unknown {
  if (text[10] !== ' ' || !text.endsWith('+00')) return parseAnyInstant(text);
  return new Date(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`);
}

const TYPES: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    Number(oid) === TIMESTAMPTZ && format !== 'binary'
      ? parseInstant
      : pg.types.getTypeParser(oid, format),
};

/**
 * Opens a pool whose sessions are on UTC and see the schema that the URL names (`?schema=`).
 * A connection that the server closes does not end the process: the next statement on it fails.
 */
export function openPool(url: string, limits: pg.PoolConfig = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: withoutSchema(url),
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
    types: TYPES,
    ...limits,
    onConnect: (client) => prepareSession(client, schemaOf(url)),
  });
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  dropDemoted(pool);
  return pool;
}

const READ_ONLY_TRANSACTION = '25006';

/**
 * A connection to a server that has become read-only never recovers, and a transaction gives it back
 * to the pool although it failed: it is closed, and the next one leads to the new primary.
 */
function dropDemoted(pool: pg.Pool): void {
  const demoted = new WeakSet<pg.ClientBase>();
  pool.on('connect', (client) => {
    client.connection.on('errorMessage', ({ code }: { code?: string }) => {
      if (code === READ_ONLY_TRANSACTION) demoted.add(client);
    });
  });
  pool.on('release', (_error, client) => {
    // Ending a client makes the pool remove it instead of keeping it.
    if (demoted.has(client)) client.end().catch(() => {});
  });
}

/** A client of its own that is not connected yet; `connectClient` connects it. */
export function createClient(url: string, config: pg.ClientConfig = {}): pg.Client {
  return new pg.Client({
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    ...config,
    connectionString: withoutSchema(url),
  });
}

/** Connects one client with the session settings of every other connection. */
export async function connectClient(url: string, config: pg.ClientConfig = {}): Promise<pg.Client> {
  const client = createClient(url, config);
  // The statement that comes next fails; an `error` event without a listener would end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    await prepareSession(client, schemaOf(url));
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}

/** Runs `work` on a connection of its own, which is closed afterwards. */
export async function withClient<T>(
  url: string,
  work: (client: pg.Client) => Promise<T>,
  config: pg.ClientConfig = {},
): Promise<T> {
  const client = await connectClient(url, config);
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

async function prepareSession(client: pg.ClientBase, schema: string | undefined): Promise<void> {
  const settings = schema
    ? { ...SESSION_SETTINGS, search_path: pg.escapeIdentifier(schema) }
    : SESSION_SETTINGS;
  const calls = Object.entries(settings).map(
    ([name, value]) => `set_config(${pg.escapeLiteral(name)}, ${pg.escapeLiteral(value)}, false)`,
  );
  await client.query(`select ${calls.join(', ')}`);
}
