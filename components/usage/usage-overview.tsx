import { formatQuantity } from '@/components/usage/format-quantity';
import type { Principal } from '@/lib/auth/principal';
import { readUsage } from '@/lib/usage/read-usage';
import type { MeterView } from '@/lib/usage/usage-view';
import { UsageChart } from './usage-chart';

const DAY_MS = 86_400_000;
const DAYS = 30;

/** The last thirty days of a meter, and its totals. */
export async function UsageOverview({
  principal,
  meter,
}: {
  principal: Principal;
  meter: MeterView;
}) {
  const now = new Date();
  const today = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
  const to = new Date(today + DAY_MS);
  const from = new Date(to.getTime() - DAYS * DAY_MS);
  const query = { meter: meter.key, to, granularity: 'day' } as const;
  const [last, current] = await Promise.all([
    readUsage(principal, { ...query, from }),
    readUsage(principal, { ...query, from: month }),
  ]);
  const totals = [
    { term: 'Last 30 days', value: last.total },
    { term: 'This month', value: current.total },
    { term: 'Today', value: last.data.at(-1)?.quantity ?? 0 },
  ];
  return (
    <>
      <dl className="my-6 flex flex-wrap gap-x-12 gap-y-3">
        {totals.map(({ term, value }) => (
          <div key={term}>
            <dt className="text-xs text-quiet">{term}</dt>
            <dd className="tabular font-serif text-2xl">{formatQuantity(value)}</dd>
          </div>
        ))}
      </dl>
      <UsageChart
        buckets={last.data}
        label={`${meter.name} of the last ${DAYS} days`}
        unit={meter.name}
      />
    </>
  );
}
