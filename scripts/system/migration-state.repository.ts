import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { Refusal } from './refusal';

const CONNECT_TIMEOUT_MS = 5_000;
const OLDEST_VERSION = 150_000;

/**
 * Checks that a database answers and is recent enough. One that does not exist yet is made by the
 * migration.
 * @throws {Refusal} one sentence that says what to do.
 */
export async function checkDatabase(url: string): Promise<void> {
  const { hostname, port, pathname } = new URL(url);
  const where = `${hostname}:${port || 5432}${pathname}`;
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>(
      "select current_setting('server_version_num') as version",
    );
    if (Number(rows[0]?.version) >= OLDEST_VERSION) return;
    throw new Refusal(
      `The database at ${where} is older than PostgreSQL 15, which is the oldest that works.`,
    );
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
    if (code === '3D000') return;
    throw new Refusal(
      `The database at ${where} can't be used (${code}). Start it, put DATABASE_URL right, or unset DATABASE_URL to use the embedded one.`,
    );
  } finally {
    await client.end().catch(() => {});
  }
}

/** Whether a folder holds a migration that the database has not applied. */
export async function hasPendingMigration(
  url: string,
  postgresSchema: string,
  folder: string,
): Promise<boolean> {
  const wanted = readdirSync(folder).filter((name) =>
    existsSync(path.join(folder, name, 'migration.sql')),
  );
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  try {
    await client.connect();
    const { rows } = await client.query<{ migration_name: string }>(
      `select migration_name from ${pg.escapeIdentifier(postgresSchema)}._prisma_migrations
       where finished_at is not null and rolled_back_at is null`,
    );
    const applied = new Set(rows.map((row) => row.migration_name));
    return wanted.some((name) => !applied.has(name));
  } catch {
    // No such database or table yet, or no connection: Prisma itself makes it or says why not.
    return true;
  } finally {
    await client.end().catch(() => {});
  }
}
