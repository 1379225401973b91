import type { Mode } from '@/lib/auth/principal';
import { dbPool } from '@/lib/db';
import type { Granularity, MeterAggregation } from './usage-view';

const AGGREGATE: Record<MeterAggregation, string> = {
  count: 'count(*)',
  sum: 'coalesce(sum(quantity), 0)',
  max: 'coalesce(max(quantity), 0)',
  unique: 'count(distinct properties ->> $6)',
};

export type UsageQuery = {
  workspaceId: string;
  mode: Mode;
  meterId: string;
  aggregation: MeterAggregation;
  property: string | null;
  from: Date;
  to: Date;
  granularity: Granularity;
};

export type UsageRow = { start: Date | null; quantity: string };

/** Sums per hour or day in UTC; the row without a start is the total. */
export async function sumUsage(query: UsageQuery): Promise<UsageRow[]> {
  const { aggregation, granularity } = query;
  const text = `
    select date_trunc('${granularity === 'hour' ? 'hour' : 'day'}', time, 'UTC') as start,
      ${AGGREGATE[aggregation]} as quantity
    from usage_event
    where workspace_id = $1 and mode = $2 and meter_id = $3 and time >= $4 and time < $5
    group by grouping sets ((1), ())`;
  const values = [query.workspaceId, query.mode, query.meterId, query.from, query.to];
  const { rows } = await dbPool().query<UsageRow>({
    name: `sum-usage-${aggregation}-${granularity}`,
    text,
    values: aggregation === 'unique' ? [...values, query.property] : values,
  });
  return rows;
}
