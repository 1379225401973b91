import type { Mode } from '@/lib/auth/principal';
import { db, dbPool } from '@/lib/db';
import { newId } from '@/lib/public-id';
import { readQuery } from '@/lib/read-replica.repository';
import type { Customer } from '@/prisma/generated/client';
import { PERIOD_SECONDS } from './usage-partition.repository';

/** An event to be stored, and the position of its call in the group. */
export type NewEvent = {
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
 *
 * A caller's id is claimed in the current period of 35 days unless the period before has it. Of the
 * same id twice, in a group or in two at once, the first counts. Ids are claimed in their order, so
 * that two groups with common ids wait for each other and never in a circle.
 *
 * Attack: the same id twice around the moment when a period begins. The statement that began before
 * has not committed, so the one after does not see its id. Hence ids of a period's first hour are
 * claimed in the period before too, where the two meet.
 */
const INSERT_EVENTS = `
  with input as materialized (
    select * from unnest($1::int[], $2::uuid[], $3::uuid[], $4::"Mode"[], $5::text[], $6::uuid[],
      $7::numeric[], $8::timestamptz[], $9::text[], $10::jsonb[]) with ordinality
      as t(call, id, workspace_id, mode, client_id, meter_id, quantity, time, customer, properties, position)
  ), clock as materialized (
    select (s / ${PERIOD_SECONDS})::int as period, s % ${PERIOD_SECONDS} < 3600 as fresh
    from (select floor(extract(epoch from coalesce($15::timestamptz, now())))::bigint as s) as moment
  ), named as (
    insert into customer (id, workspace_id, mode, reference)
    select id, workspace_id, mode, reference
    from unnest($11::uuid[], $12::uuid[], $13::"Mode"[], $14::text[]) as c(id, workspace_id, mode, reference)
    order by workspace_id, mode, reference
    on conflict (workspace_id, mode, reference) do nothing
  ), claimed_before as (
    insert into usage_event_id (workspace_id, mode, client_id, period, event_id)
    select workspace_id, mode, client_id, (select period - 1 from clock), id from input
    where (select fresh from clock)
    order by workspace_id, mode, client_id, position
    on conflict (workspace_id, mode, client_id, period) do nothing
    returning event_id
  ), claimed as (
    insert into usage_event_id (workspace_id, mode, client_id, period, event_id)
    select workspace_id, mode, client_id, (select period from clock), id from input i
    where case when (select fresh from clock) then id in (select event_id from claimed_before)
      else (select event_id from usage_event_id b where b.workspace_id = i.workspace_id
        and b.mode = i.mode and b.client_id = i.client_id
        and b.period = (select period - 1 from clock)) is null end
    order by workspace_id, mode, client_id, position
    on conflict (workspace_id, mode, client_id, period) do nothing
    returning event_id
  ), stored as (
    insert into metered_event
      (id, workspace_id, mode, client_id, meter_id, quantity, time, customer, properties)
    select id, workspace_id, mode, client_id, meter_id, quantity, time, customer, properties
    from input where id in (select event_id from claimed) order by workspace_id, mode, id
    on conflict do nothing
    returning id
  )
  select call, count(*)::int as accepted from input where id in (select id from stored) group by call`;

/**
 * Stores the events that are new and tells, by call, how many those were; a call without any is left out.
 * @param moment when they are received, instead of now by the database's clock.
 */
export async function insertEvents(
  events: readonly NewEvent[],
  moment?: Date,
): Promise<Map<number, number>> {
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
      moment?.toISOString() ?? null,
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
  from metered_event e join meter m on m.id = e.meter_id
  where e.workspace_id = $1 and e.mode = $2 and ($3::uuid is null or e.id < $3::uuid)
  order by e.id desc limit $4`;

/** Events of one workspace and mode, last received first. */
export async function findEvents(
  workspaceId: string,
  mode: Mode,
  before: string | null,
  take: number,
): Promise<EventRow[]> {
  const { rows } = await readQuery<EventRow>({
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
