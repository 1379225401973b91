import type { Mode } from '@/lib/auth/principal';
import { readQuery } from '@/lib/read-replica.repository';
import type { EventRow } from './usage-event.repository';

/** So many events are looked at in one search, however many there are. */
export const SEARCH_WINDOW = 20_000;

export type EventFilter = {
  /** The caller's own id of an event. */
  id?: string | undefined;
  /** The key of a meter. */
  meter?: string | undefined;
  customer?: string | undefined;
  /** When it happened: from, inclusive, and to, exclusive. */
  from?: Date | undefined;
  to?: Date | undefined;
};

/**
 * The table has an index for the order of receipt, and none for what else people look for: it is the
 * table that grows. So a search walks back from `before` over a bounded number of rows, and says where
 * it stopped. Only for the caller's id there is a table to look it up.
 */
const search = (matching: string) => `
  with walked as (
    select * from metered_event e
    where e.workspace_id = $1 and e.mode = $2 and ($3::uuid is null or e.id < $3::uuid)
      ${matching}
    order by e.id desc limit ${SEARCH_WINDOW}
  ), found as (
    select e.*, m.key as meter from walked e join meter m on m.id = e.meter_id
    where ($4::text is null or m.key = $4) and ($5::text is null or e.customer = $5)
      and ($6::timestamptz is null or e.time >= $6) and ($7::timestamptz is null or e.time < $7)
    order by e.id desc limit $8
  )
  select id, client_id as "clientId", meter, quantity, time, customer, properties,
    received_at as "receivedAt",
    (select count(*)::int from walked) as walked, (select id from walked order by id limit 1) as last
  from (select 1) one left join found on true order by id desc`;

const SEARCH = search('');
const SEARCH_BY_ID = search(`and e.id = any (array(
  select i.event_id from usage_event_id i
  where i.workspace_id = $1 and i.mode = $2 and i.client_id = $9))`);

type FoundRow = { walked: number; last: string | null } & (EventRow | { id: null });

/** What was found, and where the walk ended if it did not reach the first event. */
type EventSearch = { rows: EventRow[]; stoppedAt: string | null };

const isEvent = (row: FoundRow): row is FoundRow & EventRow => row.id !== null;

/** Looks for events of one workspace and mode, last received first. */
export async function searchEventRows(
  tenant: { workspaceId: string; mode: Mode },
  filter: EventFilter,
  before: string | null,
  take: number,
): Promise<EventSearch> {
  const byId = filter.id !== undefined;
  const { rows } = await readQuery<FoundRow>({
    name: byId ? 'search-events-by-id' : 'search-events',
    text: byId ? SEARCH_BY_ID : SEARCH,
    values: [
      tenant.workspaceId,
      tenant.mode,
      before,
      filter.meter ?? null,
      filter.customer ?? null,
      filter.from?.toISOString() ?? null,
      filter.to?.toISOString() ?? null,
      take,
      ...(byId ? [filter.id] : []),
    ],
  });
  const [first] = rows;
  const stopped = first !== undefined && first.walked === SEARCH_WINDOW;
  return { rows: rows.filter(isEvent), stoppedAt: stopped ? first.last : null };
}
