import type pg from 'pg';
import { dbPool, replicaPool } from './db';
import { oncePerProcess } from './once-per-process';

/**
 * Lists and charts may read a streaming replica (READ_DATABASE_URL); keys, sessions, limits and
 * everything that decides about a write never do. A replica that is down or behind is not used:
 * the primary answers instead.
 *
 * How far it is behind is told without the clock of either: the position of the primary's log is
 * noted each second, and the replica has what was written before the newest note that it has passed.
 * @see docs/decisions/0198-lists-and-charts-from-a-read-replica.md
 */

const CHECK_MS = 1_000;
/** A replica further behind than this is not used. */
export const MAX_REPLICA_LAG_MS = 10_000;
/** Enough notes to tell a lag of some minutes. */
const MAX_NOTES = 300;

type Note = { at: number; position: string };

/** `lagMs` is undefined where it is not known: at the start, and while the replica does not answer. */
export type ReplicaState = { lagMs: number | undefined; fault: string | undefined };

const replica = oncePerProcess('read-replica', () => ({
  state: { lagMs: undefined, fault: 'not asked yet' } as ReplicaState,
  notes: [] as Note[],
  checkedAt: Number.NEGATIVE_INFINITY,
  checking: undefined as Promise<void> | undefined,
}));

/**
 * Runs a statement that only reads on the replica where there is one that keeps up, else on the
 * primary. What it reads may be up to `MAX_REPLICA_LAG_MS` old.
 */
export async function readQuery<Row extends pg.QueryResultRow>(
  query: pg.QueryConfig,
): Promise<pg.QueryResult<Row>> {
  const pool = replicaPool();
  if (!pool) return dbPool().query<Row>(query);
  if (performance.now() - replica.checkedAt > CHECK_MS) void checkReplica();
  if (replica.state.lagMs === undefined || replica.state.lagMs > MAX_REPLICA_LAG_MS) {
    return dbPool().query<Row>(query);
  }
  try {
    return await pool.query<Row>(query);
  } catch (error) {
    // Also a statement that the replica cancelled, since a removed row or partition was in its way.
    replica.state = { lagMs: undefined, fault: explain(error) };
    return dbPool().query<Row>(query);
  }
}

/** Finds out again how far the replica is behind; undefined where there is none. */
export async function checkReplica(): Promise<ReplicaState | undefined> {
  const pool = replicaPool();
  if (!pool) return undefined;
  replica.checking ??= measureLag(pool).finally(() => {
    replica.checking = undefined;
    replica.checkedAt = performance.now();
  });
  await replica.checking;
  return replica.state;
}

async function measureLag(pool: pg.Pool): Promise<void> {
  try {
    const { rows } = await dbPool().query<{ position: string }>(
      'select pg_current_wal_lsn()::text as position',
    );
    replica.notes.push({ at: performance.now(), position: rows[0]?.position ?? '0/0' });
    replica.notes.splice(0, replica.notes.length - MAX_NOTES);
    const positions = replica.notes.map(({ position }) => position);
    // Newest first: how many of the notes the replica has not reached.
    const passed = await pool.query<{ standby: boolean; missed: number }>({
      name: 'replica-lag',
      text: `select pg_is_in_recovery() as standby, (select count(*)::int from unnest($1::pg_lsn[]) as p
               where p > pg_last_wal_replay_lsn()) as missed`,
      values: [positions],
    });
    const [row] = passed.rows;
    if (!row?.standby) throw new Error('It is not a standby.');
    replica.state = { lagMs: lagOf(row.missed), fault: undefined };
  } catch (error) {
    replica.state = { lagMs: undefined, fault: explain(error) };
  }
}

/** Of the notes, oldest first, the last `missed` are ahead of the replica. */
function lagOf(missed: number): number | undefined {
  if (missed === 0) return 0;
  const newestPassed = replica.notes.at(-1 - missed);
  return newestPassed && performance.now() - newestPassed.at;
}

const explain = (error: unknown) =>
  (error instanceof Error && error.message) || 'It does not answer.';
