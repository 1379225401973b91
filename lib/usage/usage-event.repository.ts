import type { Mode } from '@/lib/auth/principal';
import { db, dbPool } from '@/lib/db';
import { newId } from '@/lib/public-id';
import type { Customer } from '@/prisma/generated/client';

/** An event to be stored, and the position of its call in the group. */
type NewEvent = {
  call: number;
  id: string;
  workspaceId: string;
  mode: Mode;
  clientId: string;
  meterId: string;
  quantity: string;
  time: Date;
  customer: string | null;
  properties: string | null;
};

/**
 * One statement stores a whole group of calls and the customers that they name; the table's trigger
 * notes what it adds to usage (`note_usage` in prisma/migrations). So a crash leaves all or nothing.
 * An id that is there already is left as it was; of the same id twice in a group the first counts.
 * Stored in order of id, so that two groups with common ids wait for each other and never in a circle.
 */
const INSERT_EVENTS = `
  with input as (
    select * from unnest($1::int[], $2::uuid[], $3::uuid[], $4::"Mode"[], $5::text[], $6::uuid[],
      $7::numeric[], $8::timestamptz[], $9::text[], $10::jsonb[]) with ordinality
      as t(call, id, workspace_id, mode, client_id, meter_id, quantity, time, customer, properties, position)
  ), named as (
    insert into customer (id, workspace_id, mode, reference)
    select id, workspace_id, mode, reference
    from unnest($11::uuid[], $12::uuid[], $13::"Mode"[], $14::text[]) as c(id, workspace_id, mode, reference)
    order by workspace_id, mode, reference
    on conflict (workspace_id, mode, reference) do nothing
  ), stored as (
    insert into usage_event
      (id, workspace_id, mode, client_id, meter_id, quantity, time, customer, properties)
    select id, workspace_id, mode, client_id, meter_id, quantity, time, customer, properties from input
    order by workspace_id, mode, client_id, position
    on conflict (workspace_id, mode, client_id) do nothing
    returning id
  )
  select call, count(*)::int as accepted from stored join input using (id) group by call`;

/** Stores the events that are new and tells, by call, how many those were; a call without any is left out. */
export async function insertEvents(events: readonly NewEvent[]): Promise<Map<number, number>> {
  const column = <Key extends keyof NewEvent>(key: Key) => events.map((event) => event[key]);
  const customers = nameCustomers(events);
  const { rows } = await dbPool().query<{ call: number; accepted: number }>({
    name: 'insert-events',
    text: INSERT_EVENTS,
    values: [
      column('call'),
      column('id'),
      column('workspaceId'),
      column('mode'),
      column('clientId'),
      column('meterId'),
      column('quantity'),
      events.map(({ time }) => time.toISOString()),
      column('customer'),
      column('properties'),
      customers.map(() => newId()),
      customers.map(({ workspaceId }) => workspaceId),
      customers.map(({ mode }) => mode),
      customers.map(({ customer }) => customer),
    ],
  });
  return new Map(rows.map(({ call, accepted }) => [call, accepted]));
}

/** Each customer that the events name, once. */
function nameCustomers(events: readonly NewEvent[]): NewEvent[] {
  const named = events.filter(({ customer }) => customer !== null);
  const byName = new Map(
    named.map((event) => [`${event.workspaceId} ${event.mode} ${event.customer}`, event]),
  );
  return [...byName.values()];
}

/** SQLSTATE classes 22 and 23: a value or a row that the database will never take. */
const REFUSED_ROW = /^2[23]/;

/** Whether a statement failed because of what it was to store, and not because of the database. */
export function isRefusedRow(error: Error): boolean {
  return 'code' in error && REFUSED_ROW.test(String(error.code));
}

export type EventRow = {
  id: string;
  clientId: string;
  meter: string;
  quantity: string;
  time: Date;
  customer: string | null;
  properties: Record<string, unknown> | null;
  receivedAt: Date;
};

const SELECT_EVENTS = `
  select e.id, e.client_id as "clientId", m.key as meter, e.quantity, e.time, e.customer,
    e.properties, e.received_at as "receivedAt"
  from usage_event e join meter m on m.id = e.meter_id
  where e.workspace_id = $1 and e.mode = $2 and ($3::uuid is null or e.id < $3::uuid)
  order by e.id desc limit $4`;

/** Events of one workspace and mode, last received first. */
export async function findEvents(
  workspaceId: string,
  mode: Mode,
  before: string | null,
  take: number,
): Promise<EventRow[]> {
  const { rows } = await dbPool().query<EventRow>({
    name: 'select-events',
    text: SELECT_EVENTS,
    values: [workspaceId, mode, before, take],
  });
  return rows;
}

/** Customers of one workspace and mode, by reference. */
export function findCustomers(
  workspaceId: string,
  mode: Mode,
  after: string | undefined,
  take: number,
): Promise<Customer[]> {
  return db().customer.findMany({
    where: { workspaceId, mode, ...(after === undefined ? {} : { reference: { gt: after } }) },
    orderBy: { reference: 'asc' },
    take,
  });
}
