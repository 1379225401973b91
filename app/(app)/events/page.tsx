import type { Metadata } from 'next';
import { z } from 'zod';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { PageLink } from '@/components/ui/page-link';
import { Pagination } from '@/components/ui/pagination';
import { EventFacts } from '@/components/usage/event-facts';
import { EventFilter } from '@/components/usage/event-filter';
import { EventTable } from '@/components/usage/event-table';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { listMeters } from '@/lib/usage/list-meters';
import { searchEvents } from '@/lib/usage/list-events';

export const metadata: Metadata = { title: 'Events' };

const PAGE_SIZE = 25;
const DAY_MS = 86_400_000;

// What is not a filter, NUL included, filters nothing.
const text = z
  .string()
  .trim()
  .min(1)
  .max(512)
  .regex(/^[^\0]*$/)
  .optional()
  .catch(undefined);
const day = z.iso.date().optional().catch(undefined);
const querySchema = z.object({
  meter: text,
  customer: text,
  id: text,
  from: day,
  to: day,
  cursor: text,
});

type EventsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function EventsPage({ searchParams }: EventsPageProps) {
  const principal = await requirePrincipal('/events');
  const { cursor, ...query } = querySchema.parse(await searchParams);
  const filter = {
    ...query,
    from: query.from ? new Date(query.from) : undefined,
    to: query.to ? new Date(new Date(query.to).getTime() + DAY_MS) : undefined,
  };
  const [page, meters] = await Promise.all([
    searchEvents(principal, { limit: PAGE_SIZE, cursor }, filter),
    listMeters(principal),
  ]);
  const kept = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
  const filtered = kept.size > 0;
  const [only] = page.data;
  const none = page.data.length === 0 && !filtered && !cursor;
  return (
    <>
      <PageHeader title="Events" lead={`Usage events in ${principal.mode} mode, newest first.`} />
      {!none && <EventFilter query={query} meters={meters.data} />}
      {query.id && only && <EventFacts event={only} />}
      {!query.id && page.data.length > 0 && <EventTable events={page.data} />}
      {page.data.length === 0 && (filtered || cursor) && (
        <EmptyState title={page.partial ? 'Nothing so far.' : 'No event is like that.'}>
          <p>
            {page.partial
              ? 'The latest events were looked through. The next page goes on with older ones.'
              : 'Take a condition away, or look in the other mode.'}
          </p>
        </EmptyState>
      )}
      {none && (
        <EmptyState title="No events yet.">
          <p>
            Send your first one from <PageLink href="/dashboard">the dashboard</PageLink>.
          </p>
        </EmptyState>
      )}
      <Pagination
        path={filtered ? `/events?${kept}` : '/events'}
        cursor={cursor}
        nextCursor={page.next_cursor}
      />
    </>
  );
}
