import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { withClient } from '@/lib/database-connection.repository';

/** As Prisma's command makes it. */
const MIGRATIONS_TABLE = `
  create table _prisma_migrations (
    id varchar(36) primary key not null,
    checksum varchar(64) not null,
    finished_at timestamptz,
    migration_name varchar(255) not null,
    logs text,
    rolled_back_at timestamptz,
    started_at timestamptz not null default now(),
    applied_steps_count integer not null default 0
  )`;

/**
 * Applies every migration to a database that has none, and notes them as Prisma does, so that its
 * command finds nothing left to do. Prisma itself needs several seconds for the same SQL, most of
 * them to load its engine; a first start should not wait for that.
 * @param schema the PostgreSQL schema, which is created.
 * @returns whether it did; a schema with any table is left to Prisma.
 * @see https://www.prisma.io/docs/orm/prisma-migrate/workflows/baselining
 */
export async function migrateEmptyDatabase(
  url: string,
  schema: string,
  folder: string,
): Promise<boolean> {
  await createDatabase(url);
  return withClient(url, async (client) => {
    const tables = 'select 1 from information_schema.tables where table_schema = $1 limit 1';
    if ((await client.query(tables, [schema])).rowCount !== 0) return false;
    await client.query(`create schema if not exists ${pg.escapeIdentifier(schema)}`);
    await client.query(`set search_path to ${pg.escapeIdentifier(schema)}`);
    await client.query(MIGRATIONS_TABLE);
    for (const name of readdirSync(folder).sort()) {
      if (!/^\d/.test(name)) continue;
      const script = readFileSync(path.join(folder, name, 'migration.sql'), 'utf8');
      await client.query(script);
      await client.query(
        `insert into _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
         values ($1, $2, now(), $3, 1)`,
        [randomUUID(), createHash('sha256').update(script).digest('hex'), name],
      );
    }
    return true;
  });
}

/** A cluster that was made a moment ago has no database of the URL's name yet. */
async function createDatabase(url: string): Promise<void> {
  const maintenance = new URL(url);
  const name = decodeURIComponent(maintenance.pathname.slice(1));
  maintenance.pathname = '/postgres';
  await withClient(maintenance.href, async (client) => {
    const found = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (found.rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(name)}`);
  });
}
