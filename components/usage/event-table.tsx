import { DataTable } from '@/components/ui/data-table';
import { LocalTime } from '@/components/ui/local-time';
import { PageLink } from '@/components/ui/page-link';
import type { EventView } from '@/lib/usage/usage-view';
import { formatQuantity } from './format-quantity';

/** Usage events as they were sent. */
export function EventTable({ events }: { events: readonly EventView[] }) {
  return (
    <DataTable
      caption="Usage events"
      rows={events}
      rowKey={(event) => event.id}
      columns={[
        { label: 'Time', cell: (event) => <LocalTime time={event.time} precision="second" /> },
        {
          label: 'Id',
          heading: true,
          cell: (event) => (
            <PageLink href={`/events?id=${encodeURIComponent(event.id)}`}>
              <code className="block font-normal [overflow-wrap:anywhere] rows-wide:min-w-[18ch]">
                {event.id}
              </code>
            </PageLink>
          ),
        },
        {
          label: 'Meter',
          room: 'rows-wide:min-w-34',
          cell: (event) => <code className="[overflow-wrap:anywhere]">{event.meter}</code>,
        },
        {
          label: 'Customer',
          cell: (event) => <span className="[overflow-wrap:anywhere]">{event.customer}</span>,
        },
        { label: 'Properties', cell: (event) => <Properties properties={event.properties} /> },
        { label: 'Quantity', numeric: true, cell: (event) => formatQuantity(event.quantity) },
      ]}
    />
  );
}

function Properties({ properties }: { properties: EventView['properties'] }) {
  if (!properties) return null;
  const text = Object.entries(properties).map(([name, value]) => `${name}=${String(value)}`);
  return <code className="text-xs [overflow-wrap:anywhere]">{text.join(' ')}</code>;
}
