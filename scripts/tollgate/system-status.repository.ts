import { dbPool } from '@/lib/db';

/** The version of the database, e.g. `18.4`; rejects when it does not answer. */
export async function databaseVersion(): Promise<string> {
  const { rows } = await dbPool().query<{ version: string }>(
    "select current_setting('server_version') as version",
  );
  return rows[0]?.version ?? 'unknown';
}
