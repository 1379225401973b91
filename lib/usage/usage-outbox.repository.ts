import type { UsageTotal } from '@/lib/billing/wire';
import { dbPool } from '@/lib/db';

/** A month's total that billing does not know yet. */
export type WaitingTotal = UsageTotal & { meterId: string };

const WAITING = `
  select u.meter_id as "meterId", u.workspace_id, u.mode, m.key as meter, u.period,
    trim_scale(case m.aggregation when 'count' then u.count when 'sum' then u.sum
      when 'max' then u.max else u.distinct_count end)::text as quantity,
    u.version::float8 as version
  from usage_month u join meter m on m.id = u.meter_id
  where u.waiting_since is not null
  order by u.waiting_since limit $1`;

/** Totals that wait, the longest first. */
export async function findWaitingTotals(limit: number): Promise<WaitingTotal[]> {
  const { rows } = await dbPool().query<WaitingTotal>({
    name: 'usage-waiting',
    text: WAITING,
    values: [limit],
  });
  return rows;
}

const MARK_SENT = `
  update usage_month u set sent_version = s.version,
    waiting_since = case when u.version > s.version then u.waiting_since end
  from unnest($1::uuid[], $2::text[], $3::bigint[]) as s (meter_id, period, version)
  where u.meter_id = s.meter_id and u.period = s.period and u.sent_version < s.version`;

/** Notes what billing has taken. A total that grew meanwhile goes on waiting. */
export async function markTotalsSent(totals: readonly WaitingTotal[]): Promise<void> {
  await dbPool().query({
    name: 'usage-mark-sent',
    text: MARK_SENT,
    values: [
      totals.map(({ meterId }) => meterId),
      totals.map(({ period }) => period),
      totals.map(({ version }) => version),
    ],
  });
}

/** What has not reached billing: notes to fold, totals to send, and since when the oldest waits. */
export type UsageBacklog = { unfolded: number; unsent: number; waitingSince: Date | null };

/** How far billing is behind. All zero: every acknowledged event is in a total that billing has. */
export async function readUsageBacklog(): Promise<UsageBacklog> {
  const { rows } = await dbPool().query<UsageBacklog>({
    name: 'usage-backlog',
    text: `select (select count(*)::int from usage_delta) as unfolded, count(*)::int as unsent,
             min(waiting_since) as "waitingSince"
           from usage_month where waiting_since is not null`,
  });
  return rows[0] ?? { unfolded: 0, unsent: 0, waitingSince: null };
}
