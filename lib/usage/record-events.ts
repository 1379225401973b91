import type { Principal } from '@/lib/auth/principal';
import { type FieldError, problem } from '@/lib/http/problem';
import { newId, newIds } from '@/lib/public-id';
import { findMetersByKey } from './meter.repository';
import { insertEvents, type NamedCustomer } from './usage-event.repository';
import type { EventInput } from './usage-view';

export const MAX_EVENTS_PER_CALL = 1000;

/** Clocks differ; an event from further ahead than this is a mistake. */
const MAX_AHEAD_MS = 86_400_000;

/**
 * Stores 1 to 1,000 events: all or nothing. An id that the workspace and mode already have counts as
 * a duplicate and changes nothing, so a resend after a lost answer is harmless.
 * @throws {ProblemError} 422 naming each offending event by its pointer.
 */
export async function recordEvents(
  principal: Principal,
  events: readonly EventInput[],
): Promise<{ accepted: number; duplicates: number }> {
  const { workspaceId, mode } = principal;
  if (events.length < 1 || events.length > MAX_EVENTS_PER_CALL) {
    const detail = `1 to ${MAX_EVENTS_PER_CALL} events.`;
    throw problem('validation-failed', { errors: [{ pointer: '/events', detail }] });
  }
  const keys = [...new Set(events.map((event) => event.meter))];
  const meters = await findMetersByKey(workspaceId, mode, keys);
  const meterIds = new Map(meters.map((meter) => [meter.key, meter.id]));
  const errors = findErrors(events, meterIds);
  if (errors.length > 0) throw problem('validation-failed', { errors });

  const now = new Date();
  const ids = newIds(events.length);
  const accepted = await insertEvents(
    workspaceId,
    mode,
    events.map((event, index) => ({
      id: ids[index] ?? newId(),
      clientId: event.id,
      meterId: meterIds.get(event.meter) ?? '',
      quantity: String(event.quantity),
      time: event.time ?? now,
      customer: event.customer ?? null,
      properties: event.properties ? JSON.stringify(event.properties) : null,
    })),
    nameCustomers(events),
  );
  return { accepted, duplicates: events.length - accepted };
}

function findErrors(
  events: readonly EventInput[],
  meterIds: ReadonlyMap<string, string>,
): FieldError[] {
  const latest = Date.now() + MAX_AHEAD_MS;
  return events.flatMap((event, index) => {
    const errors: FieldError[] = [];
    if (!meterIds.has(event.meter)) {
      errors.push({ pointer: `/events/${index}/meter`, detail: `No meter "${event.meter}".` });
    }
    if (event.time && event.time.getTime() > latest) {
      errors.push({ pointer: `/events/${index}/time`, detail: 'More than a day in the future.' });
    }
    return errors;
  });
}

/** Each customer that the events name, once, with an id in case it is new. */
function nameCustomers(events: readonly EventInput[]): NamedCustomer[] {
  const names = new Set(events.flatMap(({ customer }) => customer ?? []));
  return [...names].sort().map((reference) => ({ id: newId(), reference }));
}
