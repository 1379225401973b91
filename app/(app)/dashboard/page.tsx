import type { Metadata } from 'next';
import { Suspense } from 'react';
import { KeyNotices } from '@/components/api-key/key-notices';
import { BillingSummary } from '@/components/invoice/billing-summary';
import { PageHeader, Section } from '@/components/ui/page-header';
import { PageLink } from '@/components/ui/page-link';
import { Skeleton } from '@/components/ui/skeleton';
import { FirstSteps } from '@/components/usage/first-steps';
import { MeterChoice } from '@/components/usage/meter-choice';
import { UsageOverview } from '@/components/usage/usage-overview';
import { requirePrincipal } from '@/lib/auth/oauth/require-principal';
import { getEnv } from '@/lib/env';
import { listEvents } from '@/lib/usage/list-events';
import { listMeters } from '@/lib/usage/list-meters';

export const metadata: Metadata = { title: 'Dashboard' };

type DashboardPageProps = { searchParams: Promise<{ meter?: string | string[] }> };

export default async function DashboardPage({ searchParams }: DashboardPageProps) {
  const principal = await requirePrincipal('/dashboard');
  const wanted = (await searchParams).meter;
  const [meters, events] = await Promise.all([
    listMeters(principal),
    listEvents(principal, { limit: 1 }),
  ]);
  const meter = meters.data.find(({ key }) => key === wanted) ?? meters.data[0];
  const empty = events.data.length === 0;
  return (
    <>
      <PageHeader title="Dashboard" lead={`What was metered in ${principal.mode} mode.`} />
      <KeyNotices principal={principal} />
      {empty && (
        <Section id="first" title="First steps">
          <FirstSteps origin={getEnv().APP_URL} meter={meter?.key} />
        </Section>
      )}
      {meter && !empty && (
        <Section id="usage" title="Usage">
          <MeterChoice meters={meters.data} current={meter.key} />
          <UsageOverview principal={principal} meter={meter} />
        </Section>
      )}
      <Section id="billing" title="Billing">
        <Suspense fallback={<BillingSkeleton />}>
          <BillingSummary principal={principal} />
        </Suspense>
      </Section>
    </>
  );
}

function BillingSkeleton() {
  return (
    <div role="status" aria-label="Loading" className="min-h-72 border-t border-rule pt-4">
      <Skeleton className="w-2/3 max-w-sm" />
      <Skeleton className="mt-6 w-1/2 max-w-xs" />
      <noscript>
        <PageLink href="/invoices">Invoices</PageLink>
      </noscript>
    </div>
  );
}
