import { db, dbPool } from '@/lib/db';
import { PEPPER_CHANNEL } from './pepper';

/** How many usable secrets still hang on each pepper version. */
export async function countKeysByPepper(): Promise<Map<number, number>> {
  const { rows } = await dbPool().query<{ version: number; keys: number }>(`
    select version, count(*)::int as keys from (
      select pepper_version as version from api_key where revoked_at is null and expires_at > now()
      union all
      select previous_pepper_version from api_key
      where revoked_at is null and coalesce(previous_expires_at, previous_not_after) > now()
    ) used group by version`);
  return new Map(rows.map((row) => [row.version, row.keys]));
}

/** Tells every process that the peppers changed. */
export async function notifyPeppersChanged(): Promise<void> {
  await db().$executeRaw`select pg_notify(${PEPPER_CHANNEL}, '')`;
}
