import { dbPool } from '@/lib/db';
import { withoutSchema } from '@/lib/database-url';
import { getEnv } from '@/lib/env';

/** Empty databases on the system's own PostgreSQL server. @returns their URLs, in the same order. */
export async function createDatabases(names: readonly string[]): Promise<string[]> {
  for (const name of names) await dbPool().query(`create database ${name}`);
  return names.map((name) => {
    const url = new URL(withoutSchema(getEnv().DATABASE_URL));
    url.pathname = `/${name}`;
    return url.href;
  });
}
