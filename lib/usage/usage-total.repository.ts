import type { Mode } from '@/lib/auth/principal';
import { readQuery } from '@/lib/read-replica.repository';
import type { Granularity, MeterAggregation } from './usage-view';

/**
 * Usage is read from the hours, plus what has been noted and not folded yet: exact at once, and as
 * dear as the hours that are asked for, however many events there are.
 */
const NUMBERS = `
  select hour, count, sum, max from usage_hour
  where workspace_id = $1 and mode = $2 and meter_id = $3 and hour >= $4 and hour < $5
  union all
  select hour, count, sum, max from usage_delta
  where workspace_id = $1 and mode = $2 and meter_id = $3 and hour >= $4 and hour < $5`;

const VALUES = `
  select hour, value from usage_hour_value
  where workspace_id = $1 and mode = $2 and meter_id = $3 and hour >= $4 and hour < $5
  union all
  select hour, unnest(distinct_values) from usage_delta
  where workspace_id = $1 and mode = $2 and meter_id = $3 and hour >= $4 and hour < $5`;

const SOURCES: Record<MeterAggregation, { aggregate: string; from: string }> = {
  count: { aggregate: 'coalesce(sum(count), 0)', from: NUMBERS },
  sum: { aggregate: 'coalesce(sum(sum), 0)', from: NUMBERS },
  max: { aggregate: 'coalesce(max(max), 0)', from: NUMBERS },
  unique: { aggregate: 'count(distinct value)', from: VALUES },
};

type UsageQuery = {
  workspaceId: string;
  mode: Mode;
  meterId: string;
  aggregation: MeterAggregation;
  /** The first hour, and the hour after the last. */
  from: Date;
  to: Date;
  granularity: Granularity;
};

type UsageRow = { start: Date | null; quantity: string };

/** Sums per hour or day in UTC; the row without a start is the total. */
export async function sumUsage(query: UsageQuery): Promise<UsageRow[]> {
  const { workspaceId, mode, meterId, aggregation, granularity, from, to } = query;
  const source = SOURCES[aggregation];
  const { rows } = await readQuery<UsageRow>({
    name: `sum-usage-${aggregation}-${granularity}`,
    text: `
      with part as (${source.from})
      select date_trunc('${granularity}', hour, 'UTC') as start, ${source.aggregate} as quantity
      from part group by grouping sets ((1), ())`,
    values: [workspaceId, mode, meterId, from, to],
  });
  return rows;
}
