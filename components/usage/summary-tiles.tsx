import type { ReactNode } from 'react';
import { PageLink } from '@/components/ui/page-link';
import type { Principal } from '@/lib/auth/principal';
import type { readBilling } from '@/components/invoice/billing-summary';
import { formatDecimal, formatMoney, formatPeriod } from '@/lib/billing/money';
import { projectTotal } from '@/lib/billing/project-total';
import { countFailedRequests } from '@/lib/request-log/list-request-logs';
import { readUsage } from '@/lib/usage/read-usage';
import type { MeterView } from '@/lib/usage/usage-view';
import { formatQuantity } from './format-quantity';

type Billing = Awaited<ReturnType<typeof readBilling>>;

type SummaryTilesProps = {
  principal: Principal;
  meter: MeterView;
  /** Null where billing can't be reached, undefined while it is asked. */
  billing: Billing | undefined | Promise<Billing>;
};

/** The month and the last day in three figures, each beside the one before. */
export async function SummaryTiles({ principal, meter, billing: reading }: SummaryTilesProps) {
  const billing = await reading;
  const now = new Date();
  const [month, monthBefore] = [now.getUTCMonth(), now.getUTCMonth() - 1].map(
    (index) => new Date(Date.UTC(now.getUTCFullYear(), index)),
  );
  const total = async (from: Date | undefined, to: Date | undefined) => {
    if (!from || !to) return 0;
    const query = { meter: meter.key, from, to, granularity: 'day' } as const;
    return Number((await readUsage(principal, query)).total);
  };
  const [used, usedBefore, failed] = await Promise.all([
    total(month, now),
    total(monthBefore, month),
    countFailedRequests(principal, now),
  ]);
  const included = billing?.[0].plan.tiers.find(
    (tier) => tier.meter === meter.key && tier.up_to !== null && Number(tier.unit_price) === 0,
  )?.up_to;
  return (
    <dl className="grid gap-4 sm:grid-cols-3">
      <Tile
        term={`${meter.name}, this month`}
        value={formatQuantity(used)}
        href={`/dashboard?${new URLSearchParams({ meter: meter.key, range: '30d' })}#usage`}
      >
        {included && <>of {formatDecimal(included)} included. </>}
        Last month: {formatQuantity(usedBefore)}
      </Tile>
      <Cost billing={billing} now={now} />
      <Tile
        term="Failed calls, 24 hours"
        value={formatQuantity(failed.last)}
        href="/developers/request-logs?status=failed"
        bad={failed.last > 0}
      >
        24 hours before: {formatQuantity(failed.before)}
      </Tile>
    </dl>
  );
}

function Cost({ billing, now }: { billing: Billing | undefined; now: Date }) {
  const term = 'Cost, this month';
  if (!billing) {
    return (
      <Tile term={term} value="–">
        {billing === null ? 'Billing can’t be reached.' : 'Asking billing.'}
      </Tile>
    );
  }
  const [{ plan }, invoices, upcoming] = billing;
  const projected = projectTotal(upcoming, plan, now);
  const [last] = invoices.data;
  return (
    <Tile
      term={term}
      value={upcoming.total === null ? '–' : formatMoney(upcoming.total, upcoming.currency)}
      href="/settings/plan#upcoming"
    >
      {projected !== null && <>About {formatMoney(projected, upcoming.currency)} by month end. </>}
      {last && (
        <>
          {formatPeriod(last.period)}: {formatMoney(last.total, last.currency)}
        </>
      )}
    </Tile>
  );
}

type TileProps = {
  term: string;
  value: string;
  href?: string;
  /** Whether the figure is a bad sign. */
  bad?: boolean;
  children: ReactNode;
};

function Tile({ term, value, href, bad = false, children }: TileProps) {
  return (
    <div className="min-h-28 min-w-0 border border-rule bg-raised px-4 py-3">
      <dt className="text-xs text-quiet">
        {href ? <PageLink href={href}>{term}</PageLink> : term}
      </dt>
      <dd
        className={`tabular mt-1 font-serif text-xl font-semibold [overflow-wrap:anywhere] ${bad ? 'text-accent' : ''}`}
      >
        {value}
      </dd>
      <dd className="mt-1 text-xs text-quiet">{children}</dd>
    </div>
  );
}
