import type { Principal } from '@/lib/auth/principal';
import { readUsage } from '@/lib/usage/read-usage';
import type { MeterView } from '@/lib/usage/usage-view';
import { formatQuantity } from './format-quantity';
import { UsageChart } from './usage-chart';
import type { UsageRange } from './usage-range';

const DAY_MS = 86_400_000;

type UsageOverviewProps = { principal: Principal; meter: MeterView; range: UsageRange };

/** A meter over a range, and its totals of today and this month. */
export async function UsageOverview({ principal, meter, range }: UsageOverviewProps) {
  const now = new Date();
  const today = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()));
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth()));
  const tomorrow = new Date(today.getTime() + DAY_MS);
  const { from, to, granularity, label } = range;
  const total = async (start: Date) => {
    const query = { meter: meter.key, from: start, to: tomorrow, granularity: 'day' } as const;
    return (await readUsage(principal, query)).total;
  };
  const [shown, ofMonth, ofToday] = await Promise.all([
    readUsage(principal, { meter: meter.key, from, to, granularity }),
    total(month),
    total(today),
  ]);
  const totals = [
    { term: `Total ${label}`, value: shown.total },
    { term: 'This month', value: ofMonth },
    { term: 'Today', value: ofToday },
  ];
  return (
    <>
      <dl className="my-6 flex flex-wrap gap-x-6 gap-y-3 sm:gap-x-12">
        {totals.map(({ term, value }) => (
          <div key={term} className="min-w-0">
            <dt className="text-xs text-quiet">{term}</dt>
            <dd className="tabular font-serif text-2xl font-semibold [overflow-wrap:anywhere]">
              {formatQuantity(value)}
            </dd>
          </div>
        ))}
      </dl>
      <UsageChart
        buckets={shown.data}
        granularity={granularity}
        label={`${meter.name} ${label}`}
        unit={meter.name}
      />
    </>
  );
}
