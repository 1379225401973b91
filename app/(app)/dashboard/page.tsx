import type { Metadata } from 'next';
import { setTimeout as delay } from 'node:timers/promises';
import { Suspense } from 'react';
import { FirstCall } from '@/components/activity/first-call';
import { QuickStart } from '@/components/activity/quick-start';
import { readActivity } from '@/components/activity/read-activity';
import { RecentRequests } from '@/components/activity/recent-requests';
import { KeyNotices } from '@/components/api-key/key-notices';
import { BillingSkeleton } from '@/components/invoice/billing-skeleton';
import { BillingSummary, readBilling } from '@/components/invoice/billing-summary';
import { PageHeader, Section } from '@/components/ui/page-header';
import { PageLink } from '@/components/ui/page-link';
import { FirstSteps } from '@/components/usage/first-steps';
import { MeterChoice, ViewChoice } from '@/components/usage/usage-filter';
import { SummaryTiles } from '@/components/usage/summary-tiles';
import { UsageOverview } from '@/components/usage/usage-overview';
import { readRange } from '@/components/usage/usage-range';
import { WebhookNotices } from '@/components/webhook/webhook-notices';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { getEnv } from '@/lib/env';
import { listMeters } from '@/lib/usage/list-meters';
import { quickStartAction } from './quick-start-action';

export const metadata: Metadata = { title: 'Dashboard' };

type DashboardPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** How long the page waits for billing: longer than it takes, shorter than a reader notices. */
const BILLING_PATIENCE_MS = 250;

const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

export default async function DashboardPage({ searchParams }: DashboardPageProps) {
  const principal = await requirePrincipal('/dashboard');
  const { meter: wanted, range: span, by } = await searchParams;
  const billing = readBilling(principal);
  const [meters, activity, reading] = await Promise.all([
    listMeters(principal),
    readActivity(principal),
    Promise.race([billing, delay(BILLING_PATIENCE_MS, 'late' as const)]),
  ]);
  const meter = meters.data.find(({ key }) => key === wanted) ?? meters.data[0];
  const range = readRange(one(span), one(by));
  const empty = activity.lastEvent === null;
  return (
    <>
      <PageHeader title="Dashboard" lead={`Usage in ${principal.mode} mode.`} />
      <KeyNotices principal={principal} />
      <WebhookNotices principal={principal} />
      {empty && (
        <Section id="first" title="Your first call">
          <div className="space-y-8">
            {principal.mode === 'test' && <QuickStart action={quickStartAction} />}
            <FirstCall initial={activity} />
            <details open={principal.mode === 'live'}>
              <summary className="w-fit">Step by step, with a key of your own</summary>
              <div className="mt-4">
                <FirstSteps origin={getEnv().APP_URL} meter={meter?.key} />
              </div>
            </details>
          </div>
        </Section>
      )}
      {meter && !empty && (
        <div className="mb-12">
          <Suspense
            fallback={<SummaryTiles principal={principal} meter={meter} billing={undefined} />}
          >
            <SummaryTiles principal={principal} meter={meter} billing={billing} />
          </Suspense>
        </div>
      )}
      {meter && !empty && (
        <Section id="usage" title="Usage">
          <MeterChoice meters={meters.data} current={meter.key} range={range} />
          <ViewChoice meter={meter.key} range={range} />
          <UsageOverview principal={principal} meter={meter} range={range} />
        </Section>
      )}
      {!empty && (
        <Section id="requests" title="Recent requests">
          <RecentRequests initial={activity} />
          <p className="mt-3 flex gap-6 text-sm">
            <PageLink href="/developers/request-logs?status=failed">Failed requests</PageLink>
            <PageLink href="/developers/request-logs">All requests</PageLink>
          </p>
        </Section>
      )}
      <Section id="billing" title="Billing">
        {reading === 'late' ? (
          <Suspense fallback={<BillingSkeleton withInvoices={!empty} />}>
            <BillingSummary principal={principal} reading={billing} />
          </Suspense>
        ) : (
          <BillingSummary principal={principal} reading={reading} />
        )}
      </Section>
    </>
  );
}
