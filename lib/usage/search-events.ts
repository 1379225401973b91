import type { Principal } from '@/lib/auth/principal';
import {
  decodeCursor,
  encodeCursor,
  invalidCursor,
  type Page,
  type PageRequest,
} from '@/lib/http/page';
import { fromPublicId, toPublicId } from '@/lib/public-id';
import { type EventFilter, searchEventRows } from './event-search.repository';
import { toEventView } from './list-events';
import type { EventView } from './usage-view';

const LIST = 'found-events';

/** `partial`: the search stopped before the first event; the next page goes on from there. */
export type FoundEvents = Page<EventView> & { partial: boolean };

/**
 * Looks for events of the workspace in the principal's mode, last received first. One call looks at
 * a bounded number of events, so a page may hold few or none and still have a next one.
 * @throws {ProblemError} 422 for a cursor that is none of this list.
 */
export async function searchEvents(
  principal: Principal,
  { limit, cursor }: PageRequest,
  filter: EventFilter,
): Promise<FoundEvents> {
  const position = decodeCursor(LIST, cursor, 1)?.[0];
  const before = position === undefined ? null : fromPublicId('evt', position);
  if (before === undefined) throw invalidCursor();
  const { rows, stoppedAt } = await searchEventRows(principal, filter, before, limit + 1);
  const shown = rows.slice(0, limit);
  const next = rows.length > limit ? (shown.at(-1)?.id ?? null) : stoppedAt;
  return {
    data: shown.map(toEventView),
    next_cursor: next === null ? null : encodeCursor(LIST, [toPublicId('evt', next)]),
    partial: rows.length <= limit && stoppedAt !== null,
  };
}
