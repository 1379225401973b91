import pg from 'pg';
import { dbPool } from '@/lib/db';
import {
  listPartitions,
  lowestId,
  monthBefore,
  type Partition,
  timeOf,
} from './partition-bounds.repository';

/**
 * Makes and drops the partitions of `metered_event` (a month each, by the time in the UUIDv7) and of
 * `usage_event_id` (35 days each). The months have a first partition from MINVALUE and a last one to
 * MAXVALUE instead of a default partition: PostgreSQL then reads them in order and stops at the first
 * that fills a page. What a wrong clock made lands in one of these two; no event is refused.
 * @see docs/decisions/0197-usage-events-partitioned-by-month.md
 */

/** An id is counted once within so many seconds: 35 days. Also in the migration `usage_partitions`. */
export const PERIOD_SECONDS = 3_024_000;

const MONTHS_AHEAD = 2;
const PERIODS_AHEAD = 2;
/** Calls wait behind a lock that waits; so it does not wait for long, and is tried again later. */
const LOCK_TIMEOUT = '1s';
const [EARLY, LATE] = ['usage_event', 'metered_event_late'];

export type ExpiredMonth = { name: string; month: string };

/** The first day of a month, so many months later. */
function monthAfter(moment: Date, months: number): Date {
  return new Date(Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth() + months, 1));
}

/**
 * One process at a time, and no longer in line than `LOCK_TIMEOUT`.
 *
 * The parent is locked before any partition, and one parent in a transaction: a statement that stores
 * events locks both parents first. In another order the two would wait for each other, and PostgreSQL
 * would end one of them.
 */
async function changePartitions<T>(
  parent: 'metered_event' | 'usage_event_id',
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await dbPool().connect();
  try {
    await client.query('begin');
    await client.query(`set local lock_timeout = '${LOCK_TIMEOUT}'`);
    await client.query("select pg_advisory_xact_lock(hashtextextended('usage-partitions', 0))");
    await client.query(`lock table only ${parent} in access exclusive mode`);
    const result = await work(client);
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    // The connection may be what failed: it is not used again.
    client.release(true);
    throw error;
  }
}

/**
 * Makes the partitions of the months and periods to come.
 * @returns the names of those that were made.
 */
export async function addUsagePartitions(now: Date): Promise<string[]> {
  return [...(await addPeriods(now)), ...(await addMonths(monthAfter(now, MONTHS_AHEAD)))];
}

async function addPeriods(now: Date): Promise<string[]> {
  if ((await listPeriodsToMake(dbPool(), now)).length === 0) return [];
  return changePartitions('usage_event_id', async (client) => {
    const made: string[] = [];
    for (const period of await listPeriodsToMake(client, now))
      made.push(await addPeriod(client, period));
    return made;
  });
}

async function listPeriodsToMake(
  database: Pick<pg.ClientBase, 'query'>,
  now: Date,
): Promise<number[]> {
  const current = Math.floor(now.getTime() / 1_000 / PERIOD_SECONDS);
  const partitions = await listPartitions(database, 'usage_event_id');
  const isCovered = (period: number) =>
    partitions.some(({ from, to }) => Number(from ?? 0) <= period && period < Number(to));
  return Array.from({ length: PERIODS_AHEAD + 1 }, (_, ahead) => current + ahead).filter(
    (period) => !isCovered(period),
  );
}

/** Makes the partition of a period. What came before it was there waits in the default partition. */
async function addPeriod(client: pg.PoolClient, period: number): Promise<string> {
  const name = `usage_event_id_${period}`;
  await client.query('lock table usage_event_id_default in access exclusive mode');
  await client.query(`create table ${name} (like usage_event_id including all)`);
  await client.query(
    `with moved as (delete from usage_event_id_default where period = $1 returning *)
     insert into ${name} select * from moved`,
    [period],
  );
  await client.query(
    `alter table usage_event_id attach partition ${name} for values from (${period}) to (${period + 1})`,
  );
  return name;
}

async function addMonths(until: Date): Promise<string[]> {
  const findLowest = async (database: Pick<pg.ClientBase, 'query'>) => {
    const late = (await listPartitions(database, 'metered_event')).find(({ to }) => !to);
    return late?.from && timeOf(late.from) <= until ? late.from : undefined;
  };
  if (!(await findLowest(dbPool()))) return [];
  return changePartitions('metered_event', async (client) => {
    const lowest = await findLowest(client);
    return lowest ? cutMonths(client, lowest, until) : [];
  });
}

/** Cuts months off the last partition, which holds nothing unless a clock is ahead or we are late. */
async function cutMonths(client: pg.PoolClient, lowest: string, until: Date): Promise<string[]> {
  const made: string[] = [];
  let from = lowest;
  await client.query(`alter table metered_event detach partition ${LATE}`);
  while (timeOf(from) <= until) {
    const name = `metered_event_${timeOf(from).toISOString().slice(0, 7).replace('-', '_')}`;
    const to = lowestId(monthAfter(timeOf(from), 1));
    await client.query(`create table ${name} (like metered_event including all)`);
    await client.query(
      `with moved as (delete from ${LATE} where id < $1 returning *)
       insert into ${name} select * from moved`,
      [to],
    );
    await attach(client, name, `'${from}'`, `'${to}'`);
    made.push(name);
    from = to;
  }
  await attach(client, LATE, `'${from}'`, 'maxvalue');
  return made;
}

function attach(client: pg.PoolClient, name: string, from: string, to: string): Promise<unknown> {
  return client.query(
    `alter table metered_event attach partition ${name} for values from (${from}) to (${to})`,
  );
}

/** The partitions of events of which everything was received before `limit`, oldest first. */
export async function findExpiredMonths(limit: Date): Promise<ExpiredMonth[]> {
  const partitions = await listPartitions(dbPool(), 'metered_event');
  const ended = partitions.flatMap(({ name, to }) =>
    to !== undefined && timeOf(to) <= limit ? [{ name, to }] : [],
  );
  const months = ended
    .toSorted((a, b) => (a.to < b.to ? -1 : 1))
    .map(({ name, to }) => ({ name, month: monthBefore(to) }));
  if (months[0]?.name !== EARLY) return months;
  const { rowCount } = await dbPool().query(`select from ${EARLY} limit 1`);
  return rowCount === 0 ? months.slice(1) : months;
}

/**
 * Drops the oldest partition of events. Their usage stays: it is in the hours and months. The first
 * partition is emptied instead, and then reaches to the end of the month that was dropped.
 */
export async function dropMonth({ name }: ExpiredMonth): Promise<void> {
  await changePartitions('metered_event', async (client) => {
    await client.query(`truncate ${EARLY}`);
    const month = (await listPartitions(client, 'metered_event')).find((one) => one.name === name);
    if (name === EARLY || month?.to === undefined) return;
    await client.query(`alter table metered_event detach partition ${pg.escapeIdentifier(name)}`);
    await client.query(`drop table ${pg.escapeIdentifier(name)}`);
    await client.query(`alter table metered_event detach partition ${EARLY}`);
    await attach(client, EARLY, 'minvalue', `'${month.to}'`);
  });
}

/**
 * Drops the ids of periods that ended before `limit`.
 * @returns the names of those that were dropped.
 */
export async function dropPeriods(limit: Date): Promise<string[]> {
  const first = limit.getTime() / 1_000 / PERIOD_SECONDS;
  const isOver = ({ to }: Partition) => Number(to) <= first;
  if (!(await listPartitions(dbPool(), 'usage_event_id')).some(isOver)) return [];
  return changePartitions('usage_event_id', async (client) => {
    const over = (await listPartitions(client, 'usage_event_id')).filter(isOver);
    for (const { name } of over) await client.query(`drop table ${pg.escapeIdentifier(name)}`);
    return over.map(({ name }) => name);
  });
}

/** How many partitions of months there are, and the last month that has one of its own. */
export async function readUsagePartitions(): Promise<{ months: number; until: string }> {
  const partitions = await listPartitions(dbPool(), 'metered_event');
  const late = partitions.find(({ to }) => to === undefined);
  return { months: partitions.length - 2, until: late?.from ? monthBefore(late.from) : '' };
}
