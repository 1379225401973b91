import { DataTable } from '@/components/ui/data-table';
import { LocalTime } from '@/components/ui/local-time';
import type { AuditEventView } from '@/lib/audit/list-audit-events';

const HASH_SHOWN = 12;

type AuditTableProps = {
  events: readonly AuditEventView[];
  /** Names of people by their `usr_…` id. */
  names: ReadonlyMap<string, string>;
};

/** What happened, one link of the chain a row. */
export function AuditTable({ events, names }: AuditTableProps) {
  return (
    <DataTable
      caption="Audit log"
      rows={events}
      rowKey={(event) => event.sequence}
      columns={[
        { label: 'Time', cell: (event) => <LocalTime time={event.time} precision="exact" /> },
        { label: 'What', heading: true, cell: (event) => <What event={event} /> },
        {
          label: 'Who',
          cell: (event) => (
            <>
              <span className="rows-wide:whitespace-nowrap">
                {names.get(event.actor) ?? <code>{event.actor}</code>}
              </span>
              {event.address && <code className="block text-xs text-quiet">{event.address}</code>}
            </>
          ),
        },
        {
          label: 'Link',
          room: 'rows-wide:min-w-27',
          cell: (event) => (
            <code className="text-xs text-quiet" title={event.hash}>
              {event.hash.slice(0, HASH_SHOWN)}…
            </code>
          ),
        },
      ]}
    />
  );
}

function What({ event }: { event: AuditEventView }) {
  const details = Object.entries(event.detail).filter(([, value]) => value !== null);
  return (
    <>
      <code>{event.action}</code>
      <span className="ml-2 font-normal text-quiet">
        <code>{event.object}</code>
        {event.mode && ` ${event.mode}`}
      </span>
      {details.length > 0 && (
        <span className="block text-xs font-normal text-quiet [overflow-wrap:anywhere]">
          {details
            .map(([name, value]) => `${name}: ${String(value).replaceAll(',', ', ')}`)
            .join(' · ')}
        </span>
      )}
    </>
  );
}
