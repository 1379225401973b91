import type { Principal } from '@/lib/auth/principal';
import { type FieldError, problem } from '@/lib/http/problem';
import { newId, newIds } from '@/lib/public-id';
import { type EventCall, type StoredCall, storeInGroup } from './group-events';
import { findMetersByName, type MeterName } from './meter.repository';
import { insertEvents, isRefusedRow } from './usage-event.repository';
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
  { workspaceId, mode }: Principal,
  events: readonly EventInput[],
): Promise<StoredCall> {
  if (events.length < 1 || events.length > MAX_EVENTS_PER_CALL) {
    const detail = `1 to ${MAX_EVENTS_PER_CALL} events.`;
    throw problem('validation-failed', { errors: [{ pointer: '/events', detail }] });
  }
  return storeInGroup({ workspaceId, mode, events }, storeCalls);
}

/**
 * Stores the calls of a group, of any workspaces, by one statement.
 *
 * Attack: an event is stored for another tenant, because their calls share a statement. Each row has
 * the workspace and mode of its own call's principal, and a meter is looked up by both.
 */
async function storeCalls(calls: readonly EventCall[]): Promise<(StoredCall | Error)[]> {
  const meterIds = await findMeterIds(calls);
  const faults = calls.map((call) => {
    const errors = findErrors(call, meterIds);
    return errors.length > 0 ? problem('validation-failed', { errors }) : undefined;
  });
  const valid = calls.filter((_call, index) => faults[index] === undefined);
  const stored = await insertCalls(valid, meterIds);
  return faults.map((fault) => fault ?? stored.shift() ?? new Error('A call was not stored.'));
}

/** Inserts all calls at once; where the database refuses a row, each call by itself. */
async function insertCalls(
  calls: readonly EventCall[],
  meterIds: ReadonlyMap<string, string>,
): Promise<(StoredCall | Error)[]> {
  if (calls.length === 0) return [];
  try {
    return await insertTogether(calls, meterIds);
  } catch (error) {
    if (!(error instanceof Error) || !isRefusedRow(error)) throw error;
    if (calls.length === 1) return [error];
  }
  const results: (StoredCall | Error)[] = [];
  for (const call of calls) results.push(...(await insertCalls([call], meterIds)));
  return results;
}

async function insertTogether(
  calls: readonly EventCall[],
  meterIds: ReadonlyMap<string, string>,
): Promise<StoredCall[]> {
  const all = calls.flatMap(({ events, ...tenant }, call) =>
    events.map((event) => ({ ...tenant, call, event })),
  );
  const ids = newIds(all.length);
  const now = new Date();
  const rows = all.map(({ call, workspaceId, mode, event }, index) => ({
    call,
    id: ids[index] ?? newId(),
    workspaceId,
    mode,
    clientId: event.id,
    meterId: meterIds.get(nameOf(workspaceId, mode, event.meter)) ?? '',
    quantity: String(event.quantity),
    time: event.time ?? now,
    customer: event.customer ?? null,
    properties: event.properties ? JSON.stringify(event.properties) : null,
  }));
  const accepted = await insertEvents(rows);
  return calls.map(({ events }, call) => {
    const count = accepted.get(call) ?? 0;
    return { accepted: count, duplicates: events.length - count };
  });
}

/** The ids of the meters that the calls name, by tenant and key. */
async function findMeterIds(calls: readonly EventCall[]): Promise<Map<string, string>> {
  const names = new Map<string, MeterName>();
  for (const { workspaceId, mode, events } of calls) {
    for (const { meter: key } of events) {
      names.set(nameOf(workspaceId, mode, key), { workspaceId, mode, key });
    }
  }
  const meters = await findMetersByName([...names.values()]);
  return new Map(
    meters.map(({ workspaceId, mode, key, id }) => [nameOf(workspaceId, mode, key), id]),
  );
}

function nameOf(workspaceId: string, mode: string, key: string): string {
  return `${workspaceId} ${mode} ${key}`;
}

function findErrors(
  { workspaceId, mode, events }: EventCall,
  meterIds: ReadonlyMap<string, string>,
): FieldError[] {
  const latest = Date.now() + MAX_AHEAD_MS;
  return events.flatMap((event, index) => {
    const errors: FieldError[] = [];
    if (!meterIds.has(nameOf(workspaceId, mode, event.meter))) {
      errors.push({ pointer: `/events/${index}/meter`, detail: `No meter "${event.meter}".` });
    }
    if (event.time && event.time.getTime() > latest) {
      errors.push({ pointer: `/events/${index}/time`, detail: 'More than a day in the future.' });
    }
    return errors;
  });
}
