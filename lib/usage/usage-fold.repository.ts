import { dbPool } from '@/lib/db';

/** Deltas folded in one transaction. More than this waits for the next. */
const MAX_FOLDED = 10_000;

/** One folder at a time, of all processes: two would wait for each other's rows. */
const LOCK = "select pg_try_advisory_xact_lock(hashtextextended('usage-fold', 0)) as locked";

const FOLD = `
  with taken as (
    delete from usage_delta where id in (select id from usage_delta order by id limit ${MAX_FOLDED})
    returning *, to_char(hour at time zone 'UTC', 'YYYY-MM') as period
  ), hours as (
    insert into usage_hour as h (workspace_id, mode, meter_id, hour, count, sum, max)
    select workspace_id, mode, meter_id, hour, sum(count), sum(sum), max(max)
    from taken group by 1, 2, 3, 4
    on conflict (meter_id, hour) do update set count = h.count + excluded.count,
      sum = h.sum + excluded.sum, max = greatest(h.max, excluded.max)
  ), seen as (
    select distinct workspace_id, mode, meter_id, hour, period, value
    from taken cross join lateral unnest(distinct_values) as v (value)
  ), hour_values as (
    insert into usage_hour_value (workspace_id, mode, meter_id, hour, value)
    select workspace_id, mode, meter_id, hour, value from seen
    on conflict do nothing
  ), month_values as (
    insert into usage_month_value (meter_id, period, value)
    select distinct meter_id, period, value from seen
    on conflict do nothing returning meter_id, period
  ), months as (
    insert into usage_month as m (workspace_id, mode, meter_id, period, count, sum, max,
      distinct_count, version, waiting_since)
    select t.workspace_id, t.mode, t.meter_id, t.period, sum(t.count), sum(t.sum), max(t.max),
      (select count(*) from month_values v where v.meter_id = t.meter_id and v.period = t.period),
      (extract(epoch from now()) * 1000)::bigint, now()
    from taken t group by 1, 2, 3, 4
    on conflict (meter_id, period) do update set count = m.count + excluded.count,
      sum = m.sum + excluded.sum, max = greatest(m.max, excluded.max),
      distinct_count = m.distinct_count + excluded.distinct_count,
      version = greatest(m.version + 1, excluded.version),
      waiting_since = coalesce(m.waiting_since, excluded.waiting_since)
  )
  select count(*)::int as folded from taken`;

/**
 * Moves what inserts have noted into the hours and months that they belong to, whenever the event
 * happened, in one transaction: a crash leaves it all where it was. The months that changed wait to
 * be sent to billing from here on.
 * @returns how many notes were folded; 0 also where another process is at it.
 */
export async function foldUsage(): Promise<number> {
  const client = await dbPool().connect();
  try {
    await client.query('begin');
    const { rows } = await client.query({ name: 'usage-fold-lock', text: LOCK });
    const result = rows[0]?.locked
      ? await client.query({ name: 'usage-fold', text: FOLD })
      : undefined;
    await client.query('commit');
    client.release();
    return result?.rows[0]?.folded ?? 0;
  } catch (error) {
    // The connection may be what failed: it is not used again.
    client.release(true);
    throw error;
  }
}

/** Whether anything waits to be folded. */
export async function hasUnfoldedUsage(): Promise<boolean> {
  const text = 'select exists (select from usage_delta) as waiting';
  const { rows } = await dbPool().query({ name: 'usage-unfolded', text });
  return rows[0]?.waiting === true;
}
