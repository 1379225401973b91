import { DataTable } from '@/components/ui/data-table';
import { LocalTime } from '@/components/ui/local-time';
import { OPERATOR } from '@/lib/audit/audit-actor';
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
              <Who event={event} names={names} />
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

/** Whether an operator acted; in older rows the actor is the person for whom they did. */
const isOperators = ({ actor, detail }: AuditEventView) =>
  actor === OPERATOR || detail.by === OPERATOR;

function Who({ event, names }: { event: AuditEventView; names: AuditTableProps['names'] }) {
  const person = event.actor === OPERATOR ? String(event.detail.for) : event.actor;
  const name = names.get(person) ?? <code>{person}</code>;
  if (!isOperators(event)) return <span className="rows-wide:whitespace-nowrap">{name}</span>;
  return (
    <>
      <span className="rows-wide:whitespace-nowrap">Operator</span>
      <span className="block text-xs text-quiet">on the command line, for {name}</span>
    </>
  );
}

/** What the column Who says already. */
const SHOWN_AS_WHO = new Set(['by', 'for']);

function What({ event }: { event: AuditEventView }) {
  const details = Object.entries(event.detail).filter(
    ([name, value]) => value !== null && !(isOperators(event) && SHOWN_AS_WHO.has(name)),
  );
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
