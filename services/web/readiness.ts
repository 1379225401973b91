import type { ServerResponse } from 'node:http';
import { checkDatabaseHealth } from '@/lib/database-health.repository';
import type { Mount } from './mount';

const DATABASE_LIMIT_MS = 2_000;
/** However often somebody asks, the database is asked once in this time. */
const KEEP_MS = 1_000;

export type ReadinessAnswer = {
  ready: boolean;
  reason?: 'stopping' | 'database' | 'database-read-only';
};

export type Readiness = {
  check(): Promise<ReadinessAnswer>;
  /** From now on: not ready, so that a load balancer sends its requests elsewhere. */
  stop(): void;
};

/** Whether to send requests to this process: it is not stopping, and its database takes writes. */
export function createReadiness(
  askDatabase: () => Promise<{ readOnly: boolean }> = checkDatabaseHealth,
): Readiness {
  let stopping = false;
  let known: { until: number; answer: Promise<ReadinessAnswer> } | undefined;

  const ask = async (): Promise<ReadinessAnswer> => {
    try {
      const { readOnly } = await withinLimit(askDatabase());
      return readOnly ? { ready: false, reason: 'database-read-only' } : { ready: true };
    } catch {
      return { ready: false, reason: 'database' };
    }
  };

  return {
    async check() {
      if (stopping) return { ready: false, reason: 'stopping' };
      if (!known || known.until < Date.now())
        known = { until: Date.now() + KEEP_MS, answer: ask() };
      return known.answer;
    },
    stop() {
      stopping = true;
    },
  };
}

async function withinLimit<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), DATABASE_LIMIT_MS);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * `/healthz` says that the process answers and asks nobody else: a probe must not restart us for the
 * database. `/readyz` says whether to send it requests.
 */
export function createHealthMount(readiness: Readiness): Mount {
  return {
    name: 'health',
    matches: (pathname) => pathname === '/healthz' || pathname === '/readyz',
    async answer(request, response, { requestId }) {
      response.setHeader('x-request-id', requestId);
      if (request.url?.startsWith('/healthz')) return send(response, 200, { status: 'ok' });
      const { ready, reason } = await readiness.check();
      if (ready) return send(response, 200, { status: 'ready' });
      send(response, 503, { status: 'not-ready', reason });
    },
  };
}

function send(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}
