import { dbPool } from '@/lib/db';

/** How the database is: its version, and how long a question takes. */
export type DatabaseHealth = { version: string; milliseconds: number };

/** Asks the database for its version; rejects when it does not answer. */
export async function checkDatabaseHealth(): Promise<DatabaseHealth> {
  const start = performance.now();
  const { rows } = await dbPool().query<{ version: string }>(
    "select current_setting('server_version') as version",
  );
  const [version = 'unknown'] = rows[0]?.version.split(' ') ?? [];
  return { version, milliseconds: performance.now() - start };
}
