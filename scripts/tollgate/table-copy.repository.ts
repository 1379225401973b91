import pg from 'pg';
import { connectClient, withClient } from '@/lib/database-connection.repository';

/**
 * Tables as text, row by row, and back. Each row is PostgreSQL's own JSON of it, which is never read
 * by JavaScript: numbers, times and bytes come back to the last digit.
 */

const BATCH = 500;

export type TableName = { schema: string; table: string };

const TABLES = `
  with tables as (
    select c.oid, n.nspname as schema, c.relname as table from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and n.nspname = $1
      and c.relname <> '_prisma_migrations')
  select t.schema, t.table, coalesce(
    (select array_agg(distinct p.relname::text) from pg_constraint f
     join pg_class p on p.oid = f.confrelid
     where f.contype = 'f' and f.conrelid = t.oid and f.confrelid <> t.oid), '{}') as parents
  from tables t order by t.table`;

type TableRow = TableName & { parents: string[] };

/** Runs `work` in one transaction on a connection of its own. */
export async function inTransaction<T>(
  url: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  return await withClient(url, async (client) => {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  });
}

/**
 * Opens a connection whose every query sees the database as of one moment. The caller that opened it ends it.
 */
export async function openSnapshot(url: string): Promise<pg.Client> {
  const client = await connectClient(url);
  await client.query('begin isolation level repeatable read read only');
  // The moment is that of the first statement that reads.
  await client.query('select txid_current_if_assigned() from pg_class limit 1');
  return client;
}

/** The tables of a schema, each after those that it refers to. */
export async function listTables(client: pg.Client, schema: string): Promise<TableName[]> {
  const { rows } = await client.query<TableRow>(TABLES, [schema]);
  const names = new Set(rows.map(({ table }) => table));
  const sorted: TableRow[] = [];
  while (sorted.length < rows.length) {
    const placed = new Set(sorted.map(({ table }) => table));
    const next = rows.filter(
      ({ table, parents }) =>
        !placed.has(table) && parents.every((one) => placed.has(one) || !names.has(one)),
    );
    if (next.length === 0)
      throw new Error(`The tables of ${schema} refer to each other in a ring.`);
    sorted.push(...next);
  }
  return sorted.map(({ table }) => ({ schema, table }));
}

/** The names of the migrations that a schema has had. */
export async function listMigrations(client: pg.Client, schema: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select migration_name as name from ${nameOf({ schema, table: '_prisma_migrations' })}
     where finished_at is not null order by migration_name`,
  );
  return rows.map(({ name }) => name);
}

/** Every row of a table as text, a few at a time. */
export async function* readRows(client: pg.Client, table: TableName): AsyncGenerator<string> {
  await client.query(
    `declare backup_rows no scroll cursor for select row_to_json(t)::text as row from ${nameOf(table)} t`,
  );
  for (;;) {
    const { rows } = await client.query<{ row: string }>(`fetch ${BATCH} from backup_rows`);
    for (const { row } of rows) yield row;
    if (rows.length < BATCH) break;
  }
  await client.query('close backup_rows');
}

/** How many rows a table has. */
export async function countRows(client: pg.Client, table: TableName): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::float8 as count from ${nameOf(table)}`,
  );
  return rows[0]?.count ?? 0;
}

/**
 * Switches the triggers of a table off or on: what they once did is in the backup already, and would
 * be done twice.
 */
export async function setTriggers(client: pg.Client, table: TableName, on: boolean): Promise<void> {
  await client.query(`alter table ${nameOf(table)} ${on ? 'enable' : 'disable'} trigger user`);
}

/** Puts rows back that `readRows` gave. */
export async function writeRows(
  client: pg.Client,
  table: TableName,
  rows: readonly string[],
): Promise<void> {
  const name = nameOf(table);
  await client.query(
    `insert into ${name} select * from json_populate_recordset(null::${name}, $1::json)`,
    [`[${rows.join(',')}]`],
  );
}

/** Lets numbers that the database counts go on after the highest that is there. */
export async function resetSequences(client: pg.Client, table: TableName): Promise<void> {
  const name = nameOf(table);
  const { rows } = await client.query<{ column: string; sequence: string }>(
    `select column_name as column, pg_get_serial_sequence($1, column_name) as sequence
     from information_schema.columns
     where table_schema = $2 and table_name = $3 and pg_get_serial_sequence($1, column_name) is not null`,
    [name, table.schema, table.table],
  );
  for (const { column, sequence } of rows) {
    const quoted = pg.escapeIdentifier(column);
    await client.query(
      `select setval($1, greatest(1, (select coalesce(max(${quoted}), 1) from ${name})),
       exists (select from ${name}))`,
      [sequence],
    );
  }
}

function nameOf({ schema, table }: TableName): string {
  return `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(table)}`;
}
