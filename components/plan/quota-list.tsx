import { formatDecimal } from '@/lib/billing/money';
import { formatQuantity } from '@/components/usage/format-quantity';
import type { Principal } from '@/lib/auth/principal';
import type { Plan } from '@/lib/billing/wire';
import { readUsage } from '@/lib/usage/read-usage';
import type { MeterView } from '@/lib/usage/usage-view';

type QuotaListProps = { principal: Principal; plan: Plan; meters: readonly MeterView[] };

/** How much of what the plan includes is used this month, by meter. */
export async function QuotaList({ principal, plan, meters }: QuotaListProps) {
  const now = new Date();
  const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth()));
  const included = plan.tiers.filter(
    ({ meter, up_to: upTo, unit_price: price }) =>
      upTo !== null && Number(price) === 0 && meters.some(({ key }) => key === meter),
  );
  const rows = await Promise.all(
    included.map(async ({ meter, up_to: upTo }) => {
      const query = { meter, from, to: now, granularity: 'day' } as const;
      const { total } = await readUsage(principal, query);
      return { meter, used: total, quota: upTo ?? '0' };
    }),
  );
  return (
    <ul className="space-y-4">
      {rows.map(({ meter, used, quota }) => (
        <li key={meter} className="text-sm">
          <p className="justify-between gap-x-4 sm:flex">
            <code>{meter}</code>
            <span className="tabular block">
              {formatQuantity(used)} of {formatDecimal(quota)} included this month
            </span>
          </p>
          <progress
            className="mt-1.5 block h-1.5 w-full"
            max={Number(quota)}
            value={Math.min(Number(used), Number(quota))}
            aria-label={`${meter}: used of what the plan includes`}
          />
          {Number(used) > Number(quota) && (
            <p className="mt-1 text-xs text-quiet">
              {formatQuantity(Number(used) - Number(quota))} over the included amount, billed at
              your plan’s rates
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
