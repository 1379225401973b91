import { readdirSync, readFileSync } from 'node:fs';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, TEST_ENV, type TestDatabase } from '@/e2e/support/test-database';
import { execute } from '@/e2e/support/test-server';
import { closeDatabase, db, dbPool } from '@/lib/db';
import { withClient } from '@/lib/database-connection.repository';
import { newId } from '@/lib/public-id';
import { PrismaClient } from '@/prisma/generated/client';
import { billingDatabase, closeBillingDatabase } from '@/services/billing/database';

/**
 * Every table that holds an instant, in databases that are not on UTC. The tables come from
 * information_schema, so that a new one cannot be forgotten.
 */

/** In New York the first two are the same wall clock time, an hour apart. */
const INSTANTS = [
  '2026-11-01T05:30:00.123Z',
  '2026-11-01T06:30:00.123Z',
  '2026-03-08T07:00:00.000Z',
  '2028-02-29T18:29:59.999Z',
].map((text) => new Date(text));

/** Values that a CHECK constraint asks for beside a time. */
const VALUES = new Map([['billing.invoice.status', "'paid'"]]);

type Column = { name: string; type: string; required: boolean };
type Table = { name: string; columns: Column[] };

const TABLES = `
  select format('%I.%I', table_schema, table_name) as name, json_agg(json_build_object(
    'name', column_name, 'required', is_nullable = 'NO' and column_default is null,
    'type', case when data_type = 'USER-DEFINED' then format('%I.%I', udt_schema, udt_name)
            else data_type end)) as columns
  from information_schema.columns join information_schema.tables using (table_schema, table_name)
  where table_schema in ('public', 'billing') and table_type = 'BASE TABLE'
    and table_name <> '_prisma_migrations'
    and format('%I.%I', table_schema, table_name)::regclass not in (select inhrelid from pg_inherits)
    and is_generated = 'NEVER' and is_identity = 'NO'
  group by 1 having bool_or(data_type like 'timestamp%') order by 1`;

const isInstant = ({ type }: Column) => type.startsWith('timestamp');

function valueOf(table: string, { name, type }: Column): string {
  const wanted = VALUES.get(`${table}.${name}`);
  if (wanted) return wanted;
  if (type.includes('.')) return `(enum_range(null::${type}))[1]`;
  if (/int|numeric|double/.test(type)) return '1';
  const values: Record<string, string> = {
    uuid: 'gen_random_uuid()',
    ARRAY: "'{}'",
    jsonb: "'{}'",
    bytea: "'\\x00'",
    boolean: 'true',
  };
  return values[type] ?? "'x'";
}

/** Everything that writes or reads a time: raw statements and Prisma, of web and of billing. */
const WAYS = {
  'the pool': {
    write: (sql: string, times: Date[]): Promise<unknown> => dbPool().query(sql, times),
    read: async (sql: string) => (await dbPool().query(sql)).rows,
  },
  'the Prisma client': {
    write: (sql: string, times: Date[]) => db().$executeRawUnsafe(sql, ...times),
    read: (sql: string) => db().$queryRawUnsafe<Record<string, Date>[]>(sql),
  },
  "billing's Prisma client": {
    write: (sql: string, times: Date[]) => billingDatabase().$executeRawUnsafe(sql, ...times),
    read: (sql: string) => billingDatabase().$queryRawUnsafe<Record<string, Date>[]>(sql),
  },
};

let database: TestDatabase;
let tables: Table[];

const alterDatabase = (setting: string) =>
  execute(database.url, `alter database ${new URL(database.url).pathname.slice(1)} ${setting}`);

beforeAll(async () => {
  database = await createTestDatabase();
  Object.assign(process.env, TEST_ENV, {
    DATABASE_URL: database.url,
    BILLING_DATABASE_URL: database.url,
  });
  // No foreign keys and no triggers: each table is written by itself.
  await alterDatabase('set session_replication_role = replica');
  tables = (await withClient(database.url, (client) => client.query<Table>(TABLES))).rows;
});

afterEach(async () => {
  await closeDatabase();
  await closeBillingDatabase();
});

afterAll(() => database.drop());

/** Milliseconds since 1970, as the server has them: no client reads a time here. */
async function readTruth(table: string, column: string): Promise<number> {
  const sql = `select (extract(epoch from ${column}) * 1000)::float8 as ms from ${table}`;
  return (await dbPool().query<{ ms: number }>(sql)).rows[0]?.ms ?? Number.NaN;
}

/** Each column that does not come back as the instant that was written. */
async function findFaults({ name, columns }: Table, instant: Date): Promise<string[]> {
  const instants = columns.filter(isInstant);
  const rest = columns.filter((column) => column.required && !isInstant(column));
  const names = [...instants, ...rest].map((column) => pg.escapeIdentifier(column.name));
  const values = rest.map((column) => valueOf(name, column));
  const places = [...instants.map((_, index) => `$${index + 1}`), ...values];
  const insert = `insert into ${name} (${names.join(', ')}) values (${places.join(', ')})`;
  const faults: string[] = [];
  for (const [writer, { write }] of Object.entries(WAYS)) {
    const times = instants.map(() => instant);
    await write(insert, times);
    for (const column of instants) {
      const quoted = pg.escapeIdentifier(column.name);
      const at = `${name}.${column.name} by ${writer}`;
      if ((await readTruth(name, quoted)) !== instant.getTime()) faults.push(`${at}: stored wrong`);
      for (const [reader, { read }] of Object.entries(WAYS)) {
        const [row] = await read(`select ${quoted} as at from ${name}`);
        if (row?.at?.getTime() !== instant.getTime()) faults.push(`${at}: ${reader} reads wrong`);
      }
    }
    await write(`delete from ${name}`, []);
  }
  return faults;
}

describe.each(['Asia/Kolkata', 'America/New_York', 'Australia/Lord_Howe'])('in %s', (zone) => {
  beforeAll(async () => {
    await alterDatabase(`set timezone = '${zone}'`);
    await alterDatabase("set datestyle = 'German'");
  });

  test('every table stores and returns the same instants', async () => {
    expect(tables.length).toBeGreaterThan(30);
    const types = tables
      .flatMap(({ columns }) => columns.filter(isInstant))
      .map(({ type }) => type);
    expect(new Set(types)).toEqual(new Set(['timestamp with time zone']));
    for (const instant of INSTANTS) {
      for (const table of tables) expect(await findFaults(table, instant)).toEqual([]);
    }
  }, 120_000);

  test('a model finds by time what it has written, and the default of a column is now', async () => {
    const [id, created] = [newId(), new Date('2026-11-01T05:30:00.123Z')];
    await db().workspace.create({ data: { id, name: 'Zone', createdAt: created } });
    expect(await db().workspace.count({ where: { id, createdAt: created } })).toBe(1);
    expect(await db().workspace.count({ where: { id, createdAt: { gt: created } } })).toBe(0);
    await db().workspace.delete({ where: { id } });
    await dbPool().query("insert into workspace (id, name) values ($1, 'Zone')", [id]);
    const { createdAt } = await db().workspace.findUniqueOrThrow({ where: { id } });
    expect(createdAt.getTime()).toBe(Math.round(await readTruth('workspace', 'created_at')));
    await db().workspace.delete({ where: { id } });
  });
});

test('a zone that changes while connections are open changes nothing', async () => {
  const [instant] = INSTANTS;
  const meter = tables.find(({ name }) => name === 'public.meter');
  if (!instant || !meter) throw new Error('no meter table');
  await alterDatabase("set timezone = 'Asia/Tokyo'");
  expect(await findFaults(meter, instant)).toEqual([]);
  await alterDatabase("set timezone = 'America/New_York'");
  expect(await findFaults(meter, instant)).toEqual([]);
  await closeDatabase();
  expect(await findFaults(meter, instant)).toEqual([]);
});

test('no other module opens a connection', () => {
  const files = ['lib', 'services', 'scripts', 'prisma', 'app', 'components'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  );
  const opening = files.filter(
    (file) =>
      /(?<!\.test)\.(ts|tsx|mjs)$/.test(file) &&
      /new (pg\.)?(Pool|Client)\(/.test(readFileSync(file, 'utf8')) &&
      /from 'pg'/.test(readFileSync(file, 'utf8')),
  );
  expect(opening.toSorted()).toEqual([
    'lib/database-connection.repository.ts',
    // Of the ejected copies, whose times are all timestamptz and are never compared as text.
    'scripts/eject/api-key/postgres-store.repository.ts',
    'scripts/eject/authorization-server/postgres-store.repository.ts',
    'scripts/eject/oauth-sign-in/postgres-store.repository.ts',
    // Sets the same, and runs without a compiler.
    'scripts/prisma-schema-engine/engine-adapter.mjs',
  ]);
});

test('negative control: without the session settings a time is stored hours away', async () => {
  await alterDatabase("set timezone = 'Asia/Kolkata'");
  await alterDatabase('reset datestyle');
  const adapter = new PrismaPg(new pg.Pool({ connectionString: database.url }), {
    disposeExternalPool: true,
  });
  const bare = new PrismaClient({ adapter });
  const [id, created] = [newId(), new Date('2026-11-01T05:30:00.123Z')];
  await bare.workspace.create({ data: { id, name: 'Zone', createdAt: created } });
  await bare.$disconnect();
  expect(await readTruth('workspace', 'created_at')).toBe(created.getTime() - 5.5 * 3_600_000);
  await db().workspace.delete({ where: { id } });
});
