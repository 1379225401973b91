import type { Principal } from '@/lib/auth/principal';
import {
  decodeCursor,
  encodeCursor,
  invalidCursor,
  type Page,
  type PageRequest,
  toPage,
} from '@/lib/http/page';
import { fromPublicId, toPublicId } from '@/lib/public-id';
import { type EventFilter, searchEventRows } from './event-search.repository';
import { type EventRow, findEvents } from './usage-event.repository';
import type { EventView } from './usage-view';

/** The name inside its cursors. */
const LIST = 'events';

/** The workspace's events in the principal's mode, newest first. */
export async function listEvents(
  principal: Principal,
  { limit, cursor }: PageRequest,
): Promise<Page<EventView>> {
  const position = decodeCursor(LIST, cursor, 1)?.[0];
  const before = position === undefined ? null : fromPublicId('evt', position);
  if (before === undefined) throw invalidCursor();
  const rows = await findEvents(principal.workspaceId, principal.mode, before, limit + 1);
  return toPage(LIST, rows, limit, toEventView, (row) => [toPublicId('evt', row.id)]);
}

/** An event as its workspace sees it. */
function toEventView(row: EventRow): EventView {
  return {
    id: row.clientId,
    meter: row.meter,
    quantity: toQuantity(row.quantity),
    time: row.time,
    customer: row.customer,
    properties: row.properties,
    receivedAt: row.receivedAt,
  };
}

/** A number where JavaScript holds the decimal exactly, else the decimal's text. */
export function toQuantity(decimal: string): number | string {
  const isPadded = decimal.endsWith('0') && decimal.includes('.');
  const text = isPadded ? decimal.replace(/\.?0+$/, '') : decimal;
  const value = Number(text);
  return String(value) === text ? value : text;
}

const SEARCH = 'found-events';

/** `partial`: the scan stopped early; the next page continues from there. */
type FoundEvents = Page<EventView> & { partial: boolean };

/**
 * Searches the workspace's events in the principal's mode, newest first. One call scans a bounded
 * number of events, so a page can have few matches or none and still have a next page.
 * @throws {ProblemError} 422 for an invalid cursor.
 */
export async function searchEvents(
  principal: Principal,
  { limit, cursor }: PageRequest,
  filter: EventFilter,
): Promise<FoundEvents> {
  const position = decodeCursor(SEARCH, cursor, 1)?.[0];
  const before = position === undefined ? null : fromPublicId('evt', position);
  if (before === undefined) throw invalidCursor();
  const { rows, stoppedAt } = await searchEventRows(principal, filter, before, limit + 1);
  const shown = rows.slice(0, limit);
  const next = rows.length > limit ? (shown.at(-1)?.id ?? null) : stoppedAt;
  return {
    data: shown.map(toEventView),
    next_cursor: next === null ? null : encodeCursor(SEARCH, [toPublicId('evt', next)]),
    partial: rows.length <= limit && stoppedAt !== null,
  };
}
