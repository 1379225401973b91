import { setTimeout as pause } from 'node:timers/promises';
import { connectClient } from '@/lib/database-connection.repository';
import { getEnv } from '@/lib/env';

/**
 * What a fold needs last, by what it may do first. Held, the fold stands still between its steps: one
 * that took its notes waits for the months, one that added first waits for the notes.
 */
const HOLDS = ['select from usage_month for update', 'select from usage_delta for update'];

const STANDS = `
  select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
    and pid <> pg_backend_pid() and query ~* '(delete from usage_delta|insert into usage_(hour|month))'`;

const PATIENCE_MS = 10_000;
const POLL_MS = 20;

export type Halt = {
  /** Whether the fold stood still in time. */
  reached: boolean;
  letGo: () => Promise<void>;
};

/**
 * Brings the fold of usage to a halt in its middle, so that it can be killed there. Left to chance the
 * moment between two steps is hit once in thousands of kills, and a fold that is no longer one
 * transaction would pass.
 */
export async function haltFold(): Promise<Halt> {
  const client = await connectClient(getEnv().DATABASE_URL);
  const hold = HOLDS[Math.floor(Math.random() * HOLDS.length)] ?? '';
  const limit = Date.now() + PATIENCE_MS;
  const held = await repeat(limit, async () => {
    // A lock on rows lets the fold begin and stops it on its way; there has to be a row.
    await client.query('rollback');
    await client.query('begin');
    return (await client.query(hold)).rowCount;
  });
  const reached =
    held &&
    (await repeat(limit, async () => {
      // A transaction sees what others do as it was at its first look.
      await client.query('select pg_stat_clear_snapshot()');
      return (await client.query(STANDS)).rowCount;
    }));
  return { reached, letGo: () => client.end().catch(() => {}) };
}

/** Whether `look` found something before the limit. */
async function repeat(limit: number, look: () => Promise<number | null>): Promise<boolean> {
  while (Date.now() < limit) {
    if (await look()) return true;
    await pause(POLL_MS);
  }
  return false;
}
