import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { withClient } from '@/lib/database-connection.repository';
import { databaseFault } from '@/lib/database-fault';
import { examineSessions, sessionFault } from '@/lib/database-session.repository';
import { describeDatabase } from '@/lib/database-url';
import { Refusal } from './refusal';

const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Checks that a database answers, is recent enough, and gives sessions that store the right values.
 * One that does not exist yet is created by the migration.
 * @throws {Refusal} one sentence that names the variable and says what to do.
 */
export async function checkDatabase(variable: string, url: string): Promise<void> {
  try {
    const report = await examineSessions(url);
    const fault = sessionFault(report, variable);
    if (fault) throw new Refusal(fault);
    if (report.readOnly) {
      throw new Refusal(
        `${variable} (${describeDatabase(url)}) leads to a read-only PostgreSQL. Give the address of the primary.`,
      );
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
    if (code === '3D000') return;
    throw new Refusal(
      databaseFault(error, variable, url) ??
        `The database at ${describeDatabase(url)} can't be used (${code}). Start it, put ${variable} right, or unset DATABASE_URL to use the embedded one.`,
    );
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
  try {
    const { rows } = await withClient(
      url,
      (client) =>
        client.query<{ migration_name: string }>(
          `select migration_name from ${pg.escapeIdentifier(postgresSchema)}._prisma_migrations
           where finished_at is not null and rolled_back_at is null`,
        ),
      { connectionTimeoutMillis: CONNECT_TIMEOUT_MS },
    );
    const applied = new Set(rows.map((row) => row.migration_name));
    return wanted.some((name) => !applied.has(name));
  } catch {
    // No such database or table yet, or no connection: Prisma itself makes it or says why not.
    return true;
  }
}
