import type { Metadata } from 'next';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { EventTable } from '@/components/usage/event-table';
import { FirstSteps } from '@/components/usage/first-steps';
import { requirePrincipal } from '@/lib/auth/oauth/require-principal';
import { getEnv } from '@/lib/env';
import { listEvents } from '@/lib/usage/list-events';
import { listMeters } from '@/lib/usage/list-meters';

export const metadata: Metadata = { title: 'Events' };

const PAGE_SIZE = 25;

type EventsPageProps = { searchParams: Promise<{ cursor?: string | string[] }> };

export default async function EventsPage({ searchParams }: EventsPageProps) {
  const principal = await requirePrincipal('/events');
  const { cursor: text } = await searchParams;
  const cursor = typeof text === 'string' ? text : undefined;
  const page = await listEvents(principal, { limit: PAGE_SIZE, cursor });
  return (
    <>
      <PageHeader
        title="Events"
        lead={`Usage events in ${principal.mode} mode, last received first.`}
      />
      {page.data.length > 0 ? (
        <EventTable events={page.data} />
      ) : (
        <>
          <EmptyState title="No event yet.">
            <p>Three steps lead to the first one.</p>
          </EmptyState>
          <div className="mt-8">
            <FirstSteps
              origin={getEnv().APP_URL}
              meter={(await listMeters(principal)).data[0]?.key}
            />
          </div>
        </>
      )}
      <Pagination path="/events" cursor={cursor} nextCursor={page.next_cursor} />
    </>
  );
}
