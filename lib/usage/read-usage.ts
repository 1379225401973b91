import type { Principal } from '@/lib/auth/principal';
import { problem } from '@/lib/http/problem';
import { toQuantity } from './list-events';
import { sumUsage } from './usage-total.repository';
import type { Granularity, UsageBucket } from './usage-view';

const BUCKET_MS: Record<Granularity, number> = { hour: 3_600_000, day: 86_400_000 };

/** More than a year of hours would be a page that no one reads and a scan that everyone pays. */
const MAX_BUCKETS = 1_000;

/**
 * Usage of one meter in the whole hours or days of UTC that `from` (inclusive) to `to` (exclusive)
 * touch. Empty buckets are there with 0.
 * @throws {ProblemError} 404 for a meter that the workspace does not have in this mode, 422 for an
 * empty or too long range.
 */
export async function readUsage(
  principal: Principal,
  query: { meter: string; from: Date; to: Date; granularity: Granularity },
): Promise<{ data: UsageBucket[]; total: number | string }> {
  const { from, to, granularity } = query;
  const width = BUCKET_MS[granularity];
  const first = Math.floor(from.getTime() / width) * width;
  const count = Math.ceil((to.getTime() - first) / width);
  const end = first + count * width;
  if (from >= to || count > MAX_BUCKETS) {
    const detail = from >= to ? '`to` must be after `from`.' : `At most ${MAX_BUCKETS} buckets.`;
    throw problem('validation-failed', { errors: [{ pointer: '/to', detail }] });
  }
  const { workspaceId, mode } = principal;
  const range = { from: new Date(first), to: new Date(end), granularity };
  const rows = await sumUsage({ workspaceId, mode, meter: query.meter, ...range });
  if (!rows) throw problem('not-found');
  const sums = new Map(rows.map((row) => [row.start?.getTime() ?? null, toQuantity(row.quantity)]));
  const data = Array.from({ length: count }, (_, index) => {
    const start = first + index * width;
    const quantity = sums.get(start) ?? 0;
    return { start: new Date(start), end: new Date(start + width), quantity };
  });
  return { data, total: sums.get(null) ?? 0 };
}
