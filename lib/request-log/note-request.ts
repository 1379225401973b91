import type { Principal } from '@/lib/auth/principal';
import type { ClientContext } from '@/lib/http/client-context';
import { createLog } from '@/lib/log';
import { maskSecrets } from '@/lib/mask-secrets';
import { oncePerProcess } from '@/lib/once-per-process';
import { insertRequestLogs, type RequestLogRow } from './request-log.repository';

const FLUSH_MS = 1_000;
const MAX_BATCH = 1_000;
/** Beyond this the oldest are dropped: a slow database must not fill the memory. */
const MAX_WAITING = 20_000;
const MAX_USER_AGENT = 256;

/** What is kept until the next flush: the row is made then, off the request's way. */
type Noted = { principal: Principal; context: ClientContext; note: RequestNote; time: number };

type Queue = { noted: Noted[]; timer: NodeJS.Timeout | undefined; dropped: number };

const queue = oncePerProcess<Queue>('request-log', () => ({
  noted: [],
  timer: undefined,
  dropped: 0,
}));

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
  if (queue.noted.length >= MAX_WAITING) {
    queue.noted.shift();
    queue.dropped += 1;
  }
  queue.noted.push({ principal, context, note, time: Date.now() });
  queue.timer ??= setTimeout(() => void flushRequestLogs(), FLUSH_MS).unref();
}

/** Writes what waits: each second while there is something, and before the process ends. */
export async function flushRequestLogs(): Promise<void> {
  clearTimeout(queue.timer);
  queue.timer = undefined;
  while (queue.noted.length > 0) {
    const batch = queue.noted.splice(0, MAX_BATCH);
    try {
      await insertRequestLogs(batch.map(toRow));
    } catch (error) {
      queue.noted.unshift(...batch.slice(0, MAX_WAITING - queue.noted.length));
      createLog('request-log').error(
        { err: error, waiting: queue.noted.length },
        'not written, kept',
      );
      queue.timer ??= setTimeout(() => void flushRequestLogs(), FLUSH_MS).unref();
      return;
    }
  }
}

function toRow({ principal, context, note, time }: Noted): RequestLogRow {
  const { workspaceId, mode, credentialId } = principal;
  const { address, requestId, userAgent } = context;
  return {
    workspaceId,
    mode,
    credentialId,
    method: note.method,
    path: maskSecrets(note.path),
    scope: note.scope,
    status: note.status,
    durationMs: note.durationMs,
    address,
    userAgent: userAgent ? maskSecrets(userAgent).slice(0, MAX_USER_AGENT) : null,
    problem: note.problem,
    requestId,
    time,
  };
}
