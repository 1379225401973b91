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

// `createSchema` has seen to it, and to create it once more a role needs a right that it may not have.
const createsSchema = (schema) => `CREATE SCHEMA IF NOT EXISTS ${pg.escapeIdentifier(schema)};`;

function adapt(adapter, schema, dispose) {
  const startTransaction = adapter.startTransaction.bind(adapter);
  adapter.startTransaction = async (level) => readCharColumns(await startTransaction(level));
  // Whole, as one query: the client's adapter cuts at every semicolon, also inside a function.
  adapter.executeScript = async (script) => {
    try {
      await adapter.underlyingDriver().query(script.replace(createsSchema(schema), ''));
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

const RIGHTS = `
  select current_user as user, s.oid is not null as exists,
    coalesce(has_schema_privilege(s.oid, 'CREATE'), false) as may_create_tables,
    has_database_privilege(current_database(), 'CREATE') as may_create_schemas,
    exists (select from pg_class where relnamespace = s.oid and relname = '_prisma_migrations') as migrated
  from (select 1) as one left join pg_namespace s on s.nspname = $1`;

// Not `IF NOT EXISTS` alone: it asks for the right to create schemas even where the schema exists,
// and an administrator may have created it for a role without that right.
async function createSchema(config, schema) {
  const client = new pg.Client(config);
  await client.connect();
  try {
    const [rights] = (await client.query(RIGHTS, [schema])).rows;
    const [name, user] = [schema, rights.user].map((one) => pg.escapeIdentifier(one));
    if (!rights.exists && !rights.may_create_schemas) {
      throw new Error(
        `The user ${user} cannot create the schema ${name}. Run as an administrator: CREATE SCHEMA ${name} AUTHORIZATION ${user}`,
      );
    }
    if (!rights.exists) await client.query(`CREATE SCHEMA IF NOT EXISTS ${name}`);
    else if (!rights.migrated && !rights.may_create_tables) {
      throw new Error(
        `The user ${user} cannot create tables in the schema ${name}. Run as an administrator: GRANT CREATE ON SCHEMA ${name} TO ${user}. Or name a schema of its own in the URL: ?schema=<name>`,
      );
    }
  } finally {
    await client.end();
  }
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
      return adapt(await open(connectionOf(url)), options.schema);
    },
    async connectToShadowDb() {
      if (shadowDatabaseUrl)
        return adapt(await open(connectionOf(shadowDatabaseUrl)), options.schema);
      const name = pg.escapeIdentifier(`prisma_migrate_shadow_db_${randomUUID()}`);
      await runOnce(connectionOf(url), `CREATE DATABASE ${name}`);
      const config = connectionOf(url, name.slice(1, -1));
      await createSchema(config, schemaOf(url));
      const shadow = await open(config);
      const close = shadow.dispose.bind(shadow);
      return adapt(shadow, options.schema, async () => {
        await close();
        await runOnce(connectionOf(url), `DROP DATABASE ${name}`);
      });
    },
  };
  return bindMigrationAwareSqlAdapterFactory(factory);
}
