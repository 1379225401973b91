import type { Principal } from '@/lib/auth/principal';
import type { ClientContext } from '@/lib/http/client-context';
import { createLog } from '@/lib/log';
import { maskSecrets } from '@/lib/mask-secrets';
import { oncePerProcess } from '@/lib/once-per-process';
import { encodeOwner, encodeRequestLog, insertRequestLogs } from './request-log.repository';
import { RowBatch } from './row-batch';

const FLUSH_MS = 1_000;
/** Beyond this the oldest are dropped: a slow database must not fill the memory. */
const MAX_WAITING = 20;
const MAX_USER_AGENT = 256;

type Queue = {
  batch: RowBatch;
  /** Full ones, oldest first. */
  waiting: RowBatch[];
  /** Written ones, to be filled again: anew they would be most of what the collector has to collect. */
  free: RowBatch[];
  timer: NodeJS.Timeout | undefined;
  flushing: Promise<void>;
};

const queue = oncePerProcess<Queue>('request-log', () => ({
  batch: new RowBatch(),
  waiting: [],
  free: [],
  timer: undefined,
  flushing: Promise.resolve(),
}));

export type RequestLogEntry = {
  method: string;
  /** Without the query, which may hold what nobody should keep. */
  path: string;
  scope: string | null;
  status: number;
  durationMs: number;
  /** The slug of the problem that was answered. */
  problem: string | null;
};

/** Remembers a request for its owner's log; written in batches, off the request's way. */
export function logRequest(
  principal: Principal,
  { address, requestId, userAgent }: ClientContext,
  note: RequestLogEntry,
): void {
  const row = encodeRequestLog(ownerOf(principal), {
    method: note.method,
    path: maskSecrets(note.path),
    scope: note.scope,
    status: note.status,
    durationMs: note.durationMs,
    address,
    userAgent: userAgent ? maskSecrets(userAgent).slice(0, MAX_USER_AGENT) : null,
    problem: note.problem,
    requestId,
    time: Date.now(),
  });
  if (!queue.batch.add(row)) {
    putAside();
    queue.batch.add(row);
  }
  flushSoon();
}

/** By the principal itself, which of a remembered credential is the same from call to call. */
const owners = new WeakMap<Principal, string>();

function ownerOf(principal: Principal): string {
  let owner = owners.get(principal);
  if (owner === undefined) {
    owner = encodeOwner(principal);
    owners.set(principal, owner);
  }
  return owner;
}

/** Writes what waits: each second while there is something, and before the process ends. */
export function flushRequestLogs(): Promise<void> {
  clearTimeout(queue.timer);
  queue.timer = undefined;
  // One after the other, so that whoever waits for this one waits for all that was noted before.
  queue.flushing = queue.flushing.then(writeBatches);
  return queue.flushing;
}

async function writeBatches(): Promise<void> {
  try {
    await writeWaiting();
    // Only now: else a database that is down has a nearly empty batch put aside each second, and full
    // ones dropped for them.
    if (queue.batch.count > 0) putAside();
    await writeWaiting();
  } catch (error) {
    createLog('request-log').error({ err: error, waiting: countWaiting() }, 'not written, kept');
    flushSoon();
  }
}

/** @throws whatever the database says; what was not written waits on. */
async function writeWaiting(): Promise<void> {
  for (let batch = queue.waiting.shift(); batch; batch = queue.waiting.shift()) {
    try {
      await insertRequestLogs(batch);
    } catch (error) {
      if (!isRefusedForGood(error)) {
        queue.waiting.unshift(batch);
        throw error;
      }
      const rows = batch.count;
      createLog('request-log').error({ err: error, rows }, 'refused by the database, dropped');
    }
    queue.free.push(batch.clear());
  }
}

/** SQLSTATE class 22: what the database cannot read as a row. */
const DATA_EXCEPTION = /^22/;

/**
 * Attack: one row that the database will never take, such as a lone half of a surrogate pair, would
 * keep everybody's rows behind it from being written. Nothing is known to bring one in.
 */
function isRefusedForGood(error: unknown): boolean {
  return error instanceof Error && 'code' in error && DATA_EXCEPTION.test(String(error.code));
}

function putAside(): void {
  if (queue.waiting.length >= MAX_WAITING) queue.waiting.shift();
  queue.waiting.push(queue.batch);
  queue.batch = queue.free.pop() ?? new RowBatch();
}

function flushSoon(): void {
  queue.timer ??= setTimeout(() => void flushRequestLogs(), FLUSH_MS).unref();
}

function countWaiting(): number {
  return queue.waiting.reduce((sum, { count }) => sum + count, queue.batch.count);
}
