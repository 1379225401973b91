import { CodeBlock } from '@/components/ui/code-block';
import { Facts } from '@/components/ui/facts';
import { LocalTime } from '@/components/ui/local-time';
import { PageLink } from '@/components/ui/page-link';
import type { EventView } from '@/lib/usage/usage-view';
import { formatQuantity } from './format-quantity';

/** All that is known of one event. */
export function EventFacts({ event }: { event: EventView }) {
  return (
    <>
      <Facts
        facts={[
          { term: 'Id', value: <code>{event.id}</code> },
          {
            term: 'Meter',
            value: (
              <PageLink href={`/dashboard?meter=${encodeURIComponent(event.meter)}`}>
                <code>{event.meter}</code>
              </PageLink>
            ),
          },
          { term: 'Quantity', value: formatQuantity(event.quantity) },
          { term: 'Happened', value: <LocalTime time={event.time} precision="exact" /> },
          { term: 'Received', value: <LocalTime time={event.receivedAt} precision="exact" /> },
          {
            term: 'Customer',
            value: event.customer ? (
              <PageLink href={`/events?customer=${encodeURIComponent(event.customer)}`}>
                {event.customer}
              </PageLink>
            ) : (
              'none'
            ),
          },
        ]}
      />
      {event.properties && (
        <div className="mt-8">
          <h2 className="mb-2 font-sans text-sm font-semibold tracking-normal">Properties</h2>
          <CodeBlock
            id="event-properties"
            label="properties of the event"
            code={JSON.stringify(event.properties, null, 2)}
          />
        </div>
      )}
    </>
  );
}
