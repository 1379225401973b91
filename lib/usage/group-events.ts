import type { Mode } from '@/lib/auth/principal';
import { oncePerProcess } from '@/lib/once-per-process';
import type { EventInput } from './usage-view';

/** The events of one call, with the tenant that they belong to. */
export type EventCall = { workspaceId: string; mode: Mode; events: readonly EventInput[] };

/** What became of a call: its events are committed, or none of them is. */
export type StoredCall = { accepted: number; duplicates: number };

/** Stores calls in one transaction. A call that is refused on its own account is an error in the list. */
type StoreCalls = (calls: readonly EventCall[]) => Promise<(StoredCall | Error)[]>;

/** A group this large gains nothing by waiting for more, and goes at once. */
const FULL_GROUP = 1_000;
/** Groups at a time. The second keeps a statement that is slow from holding up every other caller. */
const GROUPS = 2;
const FULL_GROUPS = 8;

type Waiting = {
  call: EventCall;
  resolve: (stored: StoredCall) => void;
  reject: (error: unknown) => void;
};

type Queue = { waiting: Waiting[]; events: number; inFlight: number; scheduled: boolean };

const queue = oncePerProcess<Queue>('event-groups', () => ({
  waiting: [],
  events: 0,
  inFlight: 0,
  scheduled: false,
}));

/**
 * Commits what arrives while earlier events are being committed as one group: most callers send one
 * event a call, and a statement and a flush to disk for each would cost far more than the event. A
 * call on an idle process does not wait. It resolves when its own events are durable.
 * @param store what stores a group; a group that fails as a whole rejects every call in it.
 * @see docs/decisions/0195-group-commit-of-events.md
 */
export function storeInGroup(call: EventCall, store: StoreCalls): Promise<StoredCall> {
  const stored = new Promise<StoredCall>((resolve, reject) => {
    queue.waiting.push({ call, resolve, reject });
  });
  queue.events += call.events.length;
  schedule(store);
  return stored;
}

/** After the requests that have already arrived have been read, so that they share the group. */
function schedule(store: StoreCalls): void {
  if (queue.scheduled) return;
  queue.scheduled = true;
  setImmediate(() => {
    queue.scheduled = false;
    while (mayStart()) void commit(takeGroup(), store);
  });
}

function mayStart(): boolean {
  if (queue.waiting.length === 0) return false;
  return queue.inFlight < (queue.events >= FULL_GROUP ? FULL_GROUPS : GROUPS);
}

function takeGroup(): Waiting[] {
  let events = 0;
  let calls = 0;
  for (const { call } of queue.waiting) {
    if (calls > 0 && events + call.events.length > FULL_GROUP) break;
    events += call.events.length;
    calls += 1;
  }
  queue.events -= events;
  return queue.waiting.splice(0, calls);
}

async function commit(group: readonly Waiting[], store: StoreCalls): Promise<void> {
  queue.inFlight += 1;
  try {
    const results = await store(group.map(({ call }) => call));
    group.forEach(({ resolve, reject }, index) => {
      const result = results[index] ?? new Error('A call has no result.');
      if (result instanceof Error) reject(result);
      else resolve(result);
    });
  } catch (error) {
    for (const { reject } of group) reject(error);
  } finally {
    queue.inFlight -= 1;
    if (queue.waiting.length > 0) schedule(store);
  }
}
