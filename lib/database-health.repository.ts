import { dbPool } from '@/lib/db';

/** How the database is. */
export type DatabaseHealth = {
  version: string;
  /** How long the question took. */
  milliseconds: number;
  /** It refuses writes: a standby, or a primary that was demoted. */
  readOnly: boolean;
  /** Milliseconds by which the clock of this process is ahead of the database's. */
  clockAheadMs: number;
};

type Row = { version: string; read_only: boolean; now: number };

/** Asks the database how it is; rejects when it does not answer. */
export async function checkDatabaseHealth(): Promise<DatabaseHealth> {
  const start = performance.now();
  const asked = Date.now();
  const row = await ask();
  const milliseconds = performance.now() - start;
  return {
    version: row.version.split(' ')[0] ?? row.version,
    milliseconds,
    readOnly: row.read_only,
    // The database read its clock somewhere between question and answer.
    clockAheadMs: Math.round(asked + milliseconds / 2 - row.now),
  };
}

const LOOK = `
  select current_setting('server_version') as version,
    pg_is_in_recovery() or current_setting('transaction_read_only')::boolean as read_only,
    (extract(epoch from clock_timestamp()) * 1000)::float8 as now`;

async function ask(): Promise<Row> {
  const client = await dbPool().connect();
  let row: Row | undefined;
  try {
    [row] = (await client.query<Row>(LOOK)).rows;
  } finally {
    // Not one that failed, nor one that leads to a server that was demoted.
    client.release(!row || row.read_only);
  }
  if (!row) throw new Error('The database gave no answer.');
  return row;
}
