import { db } from './db';

type Queryable = Pick<ReturnType<typeof db>, '$queryRaw'>;

/**
 * The time by the database's clock. Whatever one process writes and another waits for, such as when a
 * delivery is due or a lease ends, is decided by this clock alone, so that a process whose own clock
 * is wrong by minutes neither delays nor loses anything.
 * @param database a transaction, where the caller is in one.
 * @see docs/decisions/0111-one-clock.md
 */
export async function databaseNow(database: Queryable = db()): Promise<Date> {
  const [row] = await database.$queryRaw<{ now: Date }[]>`select clock_timestamp() as now`;
  if (!row) throw new Error('The database gave no time.');
  return row.now;
}
