import type pg from 'pg';
import { withClient } from '@/lib/database-connection.repository';
import { getEnv } from '@/lib/env';
import { PERIOD_SECONDS } from '@/lib/usage/usage-partition.repository';

const ROWS_PER_INSERT = 100_000;
/** As many as there are cores to fill with on a small machine. */
const WRITERS = 2;

const FILL = `
  with made as materialized (
    select n, lpad(to_hex((n - $7::int)::bigint * 4294967295 / $8::int), 8, '0') || '-' || n as client_id,
      $6::timestamptz - make_interval(secs => (n - $7::int) * 31536000.0 / $8::int) as time
    from generate_series($4::int, $5::int - 1) n
  ), named as (
    select *, (lpad(to_hex((extract(epoch from time) * 1000)::bigint), 12, '0') || '7000'
      || lpad(to_hex(x'8000000000000000'::bigint + n), 16, '0'))::uuid as id from made
  ), claimed as (
    insert into usage_event_id (workspace_id, mode, client_id, period, event_id)
    select $1, $2::"Mode", client_id, floor(extract(epoch from time) / ${PERIOD_SECONDS})::int, id
    from named
  )
  insert into metered_event
    (id, workspace_id, mode, client_id, meter_id, quantity, time, received_at, customer, properties)
  select named.id, $1, $2::"Mode", client_id, m.id, n % 7 + 1, time, time, 'customer-' || n % 20, null
  from named, meter m
  where m.workspace_id = $1 and m.mode = $2::"Mode" and m.key = $3`;

/**
 * Stores events number `from` to `to` without the API, received evenly over the year before `end`. The
 * trigger notes their usage as it does for every insert. The ids are in the order in which an index
 * holds them, over its whole width, so that filling is fast and what comes later lands anywhere.
 */
export async function fillHistory(
  tenant: { workspaceId: string; mode: string },
  meterKey: string,
  from: number,
  to: number,
  end: Date,
): Promise<void> {
  let first = from;
  const write = async (client: pg.Client) => {
    // Nothing is measured here: these commits need not wait for the disk.
    await client.query('set synchronous_commit = off');
    while (first < to) {
      const start = first;
      first += ROWS_PER_INSERT;
      const last = Math.min(start + ROWS_PER_INSERT, to);
      const { workspaceId, mode } = tenant;
      await client.query(FILL, [workspaceId, mode, meterKey, start, last, end, from, to - from]);
    }
  };
  await Promise.all(
    Array.from({ length: WRITERS }, () => withClient(getEnv().DATABASE_URL, write)),
  );
}

/** Lets the planner know the tables as they are now, as autovacuum would, and ends the filling. */
export function analyzeUsage(): Promise<void> {
  return withClient(getEnv().DATABASE_URL, async (client) => {
    await client.query(
      'vacuum analyze metered_event, usage_event_id, usage_hour, usage_delta, usage_month',
    );
    await client.query('checkpoint');
  });
}

/** What the old way costs: the same answer from the raw events, in milliseconds. */
export function timeRawScan(meterKey: string, from: Date, to: Date): Promise<number> {
  return withClient(getEnv().DATABASE_URL, async (client) => {
    const begin = performance.now();
    await client.query(
      `select date_trunc('day', e.time, 'UTC'), sum(e.quantity)
       from metered_event e join meter m on m.id = e.meter_id
       where m.key = $1 and e.time >= $2 and e.time < $3 group by 1`,
      [meterKey, from, to],
    );
    return performance.now() - begin;
  });
}

/** Lets versions before `metered_event` store events, as in a database that had some when it was migrated. */
export async function serveVersionsBefore(): Promise<void> {
  await withClient(getEnv().DATABASE_URL, (client) =>
    client.query(`create unique index if not exists usage_event_workspace_id_mode_client_id_key
      on usage_event (workspace_id, mode, client_id)`),
  );
}
