// Prisma's own PostgreSQL adapter, with what the schema engine needs beyond what the client needs.
import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import pg from 'pg';

const OID_CHAR = 18;
const OID_TEXT = 25;
const CONNECT_TIMEOUT_MS = 5_000;

/** The PostgreSQL schema that a Prisma URL names (`?schema=`), `public` otherwise. */
function schemaOf(url) {
  return new URL(url).searchParams.get('schema') ?? 'public';
}

/** Connection options of a Prisma URL; `database` replaces the one that it names. */
function connectionOf(url, database) {
  const parsed = new URL(url);
  parsed.searchParams.delete('schema');
  if (database) parsed.pathname = `/${database}`;
  return {
    connectionString: parsed.href,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    onConnect: (client) => client.query(sessionOf(url)),
  };
}

// The same session as the application's (lib/database-connection.repository.ts), in the schema that
// is migrated. By a statement: PgBouncer refuses the startup parameter `options`.
function sessionOf(url) {
  const path = pg.escapeLiteral(pg.escapeIdentifier(schemaOf(url)));
  return `select set_config('TimeZone', 'UTC', false), set_config('DateStyle', 'ISO, MDY', false),
    set_config('search_path', ${path}, false)`;
}

// The catalogue's "char" columns: the client's adapter refuses the type, the engine reads it.
function readCharColumns(queryable) {
  const queryRaw = queryable.queryRaw;
  queryable.queryRaw = async (query) => {
    const result = await queryable.performIO(query);
    const fields = result.fields.map((field) =>
      field.dataTypeID === OID_CHAR ? { ...field, dataTypeID: OID_TEXT } : field,
    );
    const reader = Object.create(queryable, {
      performIO: { value: async () => ({ ...result, fields }) },
    });
    const set = await queryRaw.call(reader, query);
    set.columnTypes = set.columnTypes.map((type, index) =>
      result.fields[index].dataTypeID === OID_CHAR ? ColumnTypeEnum.Character : type,
    );
    return set;
  };
  return queryable;
}

function adapt(adapter, dispose) {
  const startTransaction = adapter.startTransaction.bind(adapter);
  adapter.startTransaction = async (level) => readCharColumns(await startTransaction(level));
  // Whole, as one query: the client's adapter cuts at every semicolon, also inside a function.
  adapter.executeScript = async (script) => {
    try {
      await adapter.underlyingDriver().query(script);
    } catch (error) {
      adapter.onError(error);
    }
  };
  if (dispose) adapter.dispose = dispose;
  return readCharColumns(adapter);
}

async function runOnce(config, sql) {
  const client = new pg.Client(config);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

// `IF NOT EXISTS` asks for the right to create schemas even where the schema exists, and an
// administrator may have created it for a role without that right.
async function createSchema(config, schema) {
  const name = pg.escapeIdentifier(schema);
  await runOnce(
    config,
    `DO $$ BEGIN
       IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = ${pg.escapeLiteral(schema)}) THEN
         EXECUTE ${pg.escapeLiteral(`CREATE SCHEMA IF NOT EXISTS ${name}`)};
       END IF;
     END $$`,
  );
}

/** Creates the database where it is missing. */
export async function createDatabase(url) {
  const name = decodeURIComponent(new URL(url).pathname.slice(1)) || 'postgres';
  try {
    await runOnce(connectionOf(url, 'postgres'), `CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  } catch (error) {
    if (error.code !== '42P04') throw error;
  }
  return name;
}

/**
 * Connects once, so that a failure keeps PostgreSQL's own code, and creates the schema that the URL
 * names, as Prisma's native engine does.
 */
export async function connect(url) {
  await createSchema(connectionOf(url), schemaOf(url));
}

/** The adapter factory that the engine is given. A shadow database lives as long as it is used. */
export function createEngineAdapter({ url, shadowDatabaseUrl }) {
  const options = { schema: schemaOf(url) };
  const open = (config) => new PrismaPg(config, options).connect();
  const factory = {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    async connect() {
      return adapt(await open(connectionOf(url)));
    },
    async connectToShadowDb() {
      if (shadowDatabaseUrl) return adapt(await open(connectionOf(shadowDatabaseUrl)));
      const name = pg.escapeIdentifier(`prisma_migrate_shadow_db_${randomUUID()}`);
      await runOnce(connectionOf(url), `CREATE DATABASE ${name}`);
      const config = connectionOf(url, name.slice(1, -1));
      await createSchema(config, schemaOf(url));
      const shadow = await open(config);
      const close = shadow.dispose.bind(shadow);
      return adapt(shadow, async () => {
        await close();
        await runOnce(connectionOf(url), `DROP DATABASE ${name}`);
      });
    },
  };
  return bindMigrationAwareSqlAdapterFactory(factory);
}
