import { createReadStream, createWriteStream, renameSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type pg from 'pg';
import { z } from 'zod';
import {
  countRows,
  inTransaction,
  listMigrations,
  listTables,
  openSnapshot,
  readRows,
  resetSequences,
  setTriggers,
  type TableName,
  writeRows,
} from './table-copy.repository';

/** Where the rows of a schema live. */
export type Source = { url: string; schema: string };

const FORMAT = 1;
const BATCH = 500;
const OWNER_ONLY = 0o600;

const headerSchema = z.object({
  tollgate_backup: z.literal(FORMAT),
  made_at: z.string(),
});
const schemaLine = z.object({ schema: z.string(), migrations: z.array(z.string()) });
const tableLine = z.object({ schema: z.string(), table: z.string(), rows: z.number() });

/**
 * Writes every row of the given schemas into one file, compressed, as of one moment in each database.
 * The file appears whole or not at all. It holds no key that opens what is encrypted in it.
 * @returns how many rows.
 */
export async function backUp(sources: readonly Source[], file: string): Promise<number> {
  let count = 0;
  // One connection for each database, all opened before the first row is read: schemas of the same
  // database are then of the very same moment.
  const snapshots = new Map<string, pg.Client>();
  async function* lines(): AsyncGenerator<string> {
    yield line({ tollgate_backup: FORMAT, made_at: new Date().toISOString() });
    for (const { url, schema } of sources) {
      const client = snapshots.get(url);
      if (!client) continue;
      for await (const text of linesOfSchema(client, schema)) {
        if (text.startsWith('[')) count += 1;
        yield text;
      }
    }
  }
  const part = `${file}.part`;
  const target = createWriteStream(part, { mode: OWNER_ONLY });
  try {
    for (const { url } of sources) {
      if (!snapshots.has(url)) snapshots.set(url, await openSnapshot(url));
    }
    await pipeline(Readable.from(lines()), createGzip(), target);
  } finally {
    for (const client of snapshots.values()) await client.end();
  }
  renameSync(part, file);
  return count;
}

/** A row is a line in brackets, everything else an object. */
async function* linesOfSchema(client: pg.Client, schema: string): AsyncGenerator<string> {
  yield line({ schema, migrations: await listMigrations(client, schema) });
  for (const table of await listTables(client, schema)) {
    yield line({ ...table, rows: await countRows(client, table) });
    for await (const row of readRows(client, table)) yield `[${row}]\n`;
  }
}

const line = (value: object) => `${JSON.stringify(value)}\n`;

/**
 * Puts a backup into empty databases of the same version, all or nothing in each.
 * @throws {Error} saying what is in the way: rows, another version, a file that is cut short.
 */
export async function restore(sources: readonly Source[], file: string): Promise<number> {
  const lines = createInterface({ input: createReadStream(file).pipe(createGunzip()) });
  const iterator = lines[Symbol.asyncIterator]();
  const next = async (): Promise<string | undefined> => {
    const { value, done } = await iterator.next();
    return done ? undefined : String(value);
  };
  try {
    headerSchema.parse(JSON.parse((await next()) ?? '{}'));
  } catch {
    throw new Error(`${file} is no backup of Tollgate.`);
  }
  let count = 0;
  let pending = await next();
  for (const { url, schema } of sources) {
    count += await inTransaction(url, async (client) => {
      const { migrations } = schemaLine.parse(JSON.parse(pending ?? '{}'));
      await requireSameVersion(client, schema, migrations);
      const tables = await listTables(client, schema);
      for (const table of tables) await requireEmpty(client, table);
      for (const table of tables) await setTriggers(client, table, false);
      let restored = 0;
      pending = await next();
      while (pending?.startsWith('{"schema"') && pending.includes('"table"')) {
        const { rows, ...table } = tableLine.parse(JSON.parse(pending));
        pending = await fillTable(client, table, rows, next);
        restored += rows;
      }
      for (const table of tables) await setTriggers(client, table, true);
      for (const table of tables) await resetSequences(client, table);
      return restored;
    });
  }
  return count;
}

async function fillTable(
  client: pg.Client,
  table: TableName,
  expected: number,
  next: () => Promise<string | undefined>,
): Promise<string | undefined> {
  let seen = 0;
  let batch: string[] = [];
  for (;;) {
    const text = await next();
    const isRow = text?.startsWith('[') === true;
    if (isRow && text) batch.push(text.slice(1, -1));
    if (batch.length >= BATCH || (!isRow && batch.length > 0)) {
      await writeRows(client, table, batch);
      seen += batch.length;
      batch = [];
    }
    if (isRow) continue;
    if (seen !== expected) {
      throw new Error(`The backup is cut short: ${table.table} has ${seen} of ${expected} rows.`);
    }
    return text;
  }
}

async function requireSameVersion(client: pg.Client, schema: string, wanted: string[]) {
  const found = await listMigrations(client, schema);
  if (found.join() === wanted.join()) return;
  throw new Error(
    `The backup is of another version (${wanted.at(-1)}, this is ${found.at(-1)}). Restore it with that version, then migrate.`,
  );
}

async function requireEmpty(client: pg.Client, table: TableName): Promise<void> {
  if ((await countRows(client, table)) === 0) return;
  throw new Error(
    `${table.table} has rows. A backup is restored into a new database: create one, migrate it, and set DATABASE_URL.`,
  );
}
