import type { Mode } from '@/lib/auth/principal';
import { readQuery } from '@/lib/read-replica.repository';
import type { Granularity, MeterAggregation } from './usage-view';

/**
 * Usage is read from the hours, plus what has been noted and not folded yet: exact at once, and as
 * dear as the hours that are asked for, however many events there are. One statement finds the meter
 * too; only a meter that counts different values needs a second one.
 */
const METER = `meter as materialized (
  select id, aggregation from meter where workspace_id = $1 and mode = $2 and key = $3)`;

const inRange = (columns: string, table: string) => `
  select ${columns} from ${table} where workspace_id = $1 and mode = $2
    and meter_id = (select id from meter) and hour >= $4 and hour < $5`;

const NUMBERS = `
  with ${METER}, part as (
    ${inRange('hour, count, sum, max', 'usage_hour')} union all
    ${inRange('hour, count, sum, max', 'usage_delta')})
  select (select aggregation::text from meter) as aggregation, date_trunc($6, hour, 'UTC') as start,
    coalesce(case (select aggregation from meter)
      when 'count' then sum(count) when 'sum' then sum(sum) when 'max' then max(max) end, 0) as quantity
  from part group by grouping sets ((2), ())`;

const VALUES = `
  with ${METER}, part as (
    ${inRange('hour, value', 'usage_hour_value')} union all
    ${inRange('hour, unnest(distinct_values)', 'usage_delta')})
  select 'unique' as aggregation, date_trunc($6, hour, 'UTC') as start,
    count(distinct value) as quantity
  from part group by grouping sets ((2), ())`;

export type UsageQuery = {
  workspaceId: string;
  mode: Mode;
  /** The key of the meter. */
  meter: string;
  /** The first hour, and the hour after the last. */
  from: Date;
  to: Date;
  granularity: Granularity;
};

type UsageRow = { aggregation: MeterAggregation | null; start: Date | null; quantity: string };

/** Sums per hour or day in UTC; the row without a start is the total. Null where there is no such meter. */
export async function sumUsage(query: UsageQuery): Promise<UsageRow[] | null> {
  const { workspaceId, mode, meter, granularity, from, to } = query;
  const values = [workspaceId, mode, meter, from, to, granularity];
  const { rows } = await readQuery<UsageRow>({ name: 'sum-usage', text: NUMBERS, values });
  const aggregation = rows.find(({ start }) => start === null)?.aggregation ?? null;
  if (aggregation === null) return null;
  if (aggregation !== 'unique') return rows;
  const unique = { name: 'sum-usage-unique', text: VALUES, values };
  return (await readQuery<UsageRow>(unique)).rows;
}
