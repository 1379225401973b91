import type { Principal } from '@/lib/auth/principal';
import type { ClientContext } from '@/lib/http/client-context';
import { createLog } from '@/lib/log';
import { maskSecrets } from '@/lib/mask-secrets';
import { oncePerProcess } from '@/lib/once-per-process';
import { newIds } from '@/lib/public-id';
import type { Refusal } from './describe-refusal';
import { insertRequestLogs, type RequestLogRow } from './request-log.repository';

const FLUSH_MS = 1_000;
/** Rows of one statement. */
const MAX_BATCH_ROWS = 1_000;
/** Beyond this the oldest are dropped: a database that is down must not fill the memory. */
export const MAX_WAITING_ROWS = 20_000;
const MAX_USER_AGENT = 256;

type Batch = { ids: string[]; rows: RequestLogRow[] };

type Queue = {
  rows: RequestLogRow[];
  /** Tried, and perhaps written: it keeps its ids, so that writing it again adds nothing. */
  tried: Batch | undefined;
  timer: NodeJS.Timeout | undefined;
  flushing: Promise<void>;
};

const queue = oncePerProcess<Queue>('request-log', () => ({
  rows: [],
  tried: undefined,
  timer: undefined,
  flushing: Promise.resolve(),
}));

type RequestLogEntry = {
  method: string;
  /** Without the query, which can hold personal data. */
  path: string;
  scope: string | null;
  status: number;
  durationMs: number;
  /** How the key pair of a bound credential was proved; null where none was. */
  proof?: 'dpop' | 'signature' | 'certificate' | null;
  /** Why it was refused; null where it was not. */
  refusal: Refusal | null;
};

/** Logs a request for the owner of its credential. Written in batches, outside the request. */
export function logRequest(
  { workspaceId, mode, credentialId }: Principal,
  { address, requestId, userAgent }: ClientContext,
  entry: RequestLogEntry,
): void {
  if (queue.rows.length >= MAX_WAITING_ROWS) queue.rows.splice(0, MAX_BATCH_ROWS);
  queue.rows.push({
    workspaceId,
    mode,
    credentialId,
    method: entry.method,
    path: maskSecrets(entry.path),
    scope: entry.scope,
    status: entry.status,
    durationMs: entry.durationMs,
    address,
    userAgent: userAgent ? maskSecrets(userAgent).slice(0, MAX_USER_AGENT) : null,
    problem: entry.refusal?.problem ?? null,
    detail: entry.refusal?.detail ?? null,
    errors: entry.refusal?.errors ?? null,
    proof: entry.proof ?? null,
    requestId,
    time: Date.now(),
  });
  flushSoon();
}

/** Writes what waits: each second while there is something, and before the process ends. */
export function flushRequestLogs(): Promise<void> {
  clearTimeout(queue.timer);
  queue.timer = undefined;
  // One after the other, so that awaiting this one awaits everything logged before.
  queue.flushing = queue.flushing.then(writeBatches);
  return queue.flushing;
}

/** How many rows wait to be written. */
export function countWaitingRequestLogs(): number {
  return queue.rows.length + (queue.tried?.rows.length ?? 0);
}

async function writeBatches(): Promise<void> {
  try {
    while (countWaitingRequestLogs() > 0) {
      queue.tried ??= nextBatch();
      await writeBatch(queue.tried);
      queue.tried = undefined;
    }
  } catch (error) {
    const waiting = countWaitingRequestLogs();
    createLog('request-log').error({ err: error, waiting }, 'not written, kept');
    flushSoon();
  }
}

function nextBatch(): Batch {
  const rows = queue.rows.splice(0, MAX_BATCH_ROWS);
  return { ids: newIds(rows.length), rows };
}

/** @throws whatever the database says, where writing it again can succeed. */
async function writeBatch({ ids, rows }: Batch): Promise<void> {
  try {
    await insertRequestLogs(ids, rows);
  } catch (error) {
    if (!isRefusedForGood(error)) throw error;
    createLog('request-log').error(
      { err: error, rows: rows.length },
      'refused by the database, dropped',
    );
  }
}

/** SQLSTATE class 22: what the database cannot read as a row. */
const DATA_EXCEPTION = /^22/;

/**
 * Attack: one row that the database will never take, such as a lone half of a surrogate pair, would
 * keep every row behind it from being written.
 */
function isRefusedForGood(error: unknown): boolean {
  return error instanceof Error && 'code' in error && DATA_EXCEPTION.test(String(error.code));
}

function flushSoon(): void {
  queue.timer ??= setTimeout(() => void flushRequestLogs(), FLUSH_MS).unref();
}
