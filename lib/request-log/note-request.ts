import type { Principal } from '@/lib/auth/principal';
import type { ClientContext } from '@/lib/http/client-context';
import { createLog } from '@/lib/log';
import { maskSecrets } from '@/lib/mask-secrets';
import { oncePerProcess } from '@/lib/once-per-process';
import { encodeRequestLog, insertRequestLogs, type RequestLogRow } from './request-log.repository';

const FLUSH_MS = 1_000;
const MAX_BATCH = 1_000;
/** Beyond this the oldest are dropped: a slow database must not fill the memory. */
const MAX_WAITING = 20_000;
const MAX_USER_AGENT = 256;

/** Rows that wait, as JSON: a text each, since an object each keeps the garbage collector busy. */
type Queue = { rows: string[]; timer: NodeJS.Timeout | undefined };

const queue = oncePerProcess<Queue>('request-log', () => ({ rows: [], timer: undefined }));

export type RequestNote = {
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
export function noteRequest(principal: Principal, context: ClientContext, note: RequestNote): void {
  if (queue.rows.length >= MAX_WAITING) queue.rows.shift();
  queue.rows.push(encodeRequestLog(toRow(principal, context, note)));
  queue.timer ??= setTimeout(() => void flushRequestLogs(), FLUSH_MS).unref();
}

/** Writes what waits: each second while there is something, and before the process ends. */
export async function flushRequestLogs(): Promise<void> {
  clearTimeout(queue.timer);
  queue.timer = undefined;
  while (queue.rows.length > 0) {
    const batch = queue.rows.splice(0, MAX_BATCH);
    try {
      await insertRequestLogs(batch);
    } catch (error) {
      queue.rows.unshift(...batch.slice(0, MAX_WAITING - queue.rows.length));
      createLog('request-log').error(
        { err: error, waiting: queue.rows.length },
        'not written, kept',
      );
      queue.timer ??= setTimeout(() => void flushRequestLogs(), FLUSH_MS).unref();
      return;
    }
  }
}

/** What is null is left out: it reads as null, and most of most rows is. */
function toRow(
  { workspaceId, mode, credentialId }: Principal,
  { address, requestId, userAgent }: ClientContext,
  { method, path, scope, status, durationMs, problem }: RequestNote,
): RequestLogRow {
  return {
    workspaceId,
    mode,
    credentialId,
    method,
    path: maskSecrets(path),
    scope: scope ?? undefined,
    status,
    durationMs: Math.round(durationMs * 1_000) / 1_000,
    address: address ?? undefined,
    userAgent: userAgent ? maskSecrets(userAgent).slice(0, MAX_USER_AGENT) : undefined,
    problem: problem ?? undefined,
    requestId,
    time: Date.now(),
  };
}
