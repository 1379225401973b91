import type { Mode } from '@/lib/auth/principal';
import { db, dbPool } from '@/lib/db';
import type { Customer } from '@/prisma/generated/client';

type StoredEvent = {
  id: string;
  clientId: string;
  meterId: string;
  quantity: string;
  time: Date;
  customer: string | null;
  properties: string | null;
};

/**
 * One statement stores a whole batch and the customers that it names; the table's trigger notes what
 * it adds to usage (`note_usage` in prisma/migrations). So a crash leaves all or nothing. An id that
 * is there already is left as it was; of the same id twice in a batch the first counts. Stored in
 * order of id, so that two batches with common ids wait for each other and never in a circle.
 */
const INSERT_EVENTS = `
  with input as (
    select * from unnest($3::uuid[], $4::text[], $5::uuid[], $6::numeric[], $7::timestamptz[],
      $8::text[], $9::jsonb[]) with ordinality
      as t(id, client_id, meter_id, quantity, time, customer, properties, position)
  ), named as (
    insert into customer (id, workspace_id, mode, reference)
    select id, $1, $2, reference from unnest($10::uuid[], $11::text[]) as c(id, reference)
    on conflict (workspace_id, mode, reference) do nothing
  ), stored as (
    insert into usage_event
      (id, workspace_id, mode, client_id, meter_id, quantity, time, customer, properties)
    select id, $1, $2, client_id, meter_id, quantity, time, customer, properties from input
    order by client_id, position
    on conflict (workspace_id, mode, client_id) do nothing
    returning 1
  )
  select count(*)::int as accepted from stored`;

/** A customer that events name; `id` is taken where it is new. In order of reference. */
export type NamedCustomer = { id: string; reference: string };

/** Stores the events that are new and tells how many those were. */
export async function insertEvents(
  workspaceId: string,
  mode: Mode,
  events: readonly StoredEvent[],
  customers: readonly NamedCustomer[],
): Promise<number> {
  const column = <Key extends keyof StoredEvent>(key: Key) => events.map((event) => event[key]);
  const { rows } = await dbPool().query<{ accepted: number }>({
    name: 'insert-events',
    text: INSERT_EVENTS,
    values: [
      workspaceId,
      mode,
      column('id'),
      column('clientId'),
      column('meterId'),
      column('quantity'),
      events.map(({ time }) => time.toISOString()),
      column('customer'),
      column('properties'),
      customers.map(({ id }) => id),
      customers.map(({ reference }) => reference),
    ],
  });
  return rows[0]?.accepted ?? 0;
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
