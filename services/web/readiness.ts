import type { ServerResponse } from 'node:http';
import { checkDatabaseHealth } from '@/lib/database-health.repository';
import { checkRedisHealth } from '@/lib/redis';
import type { Mount } from './mount';

const LIMIT_MS = 2_000;
const KEEP_MS = 1_000;

type Phase = 'starting' | 'serving' | 'stopping';

type ReadinessAnswer = {
  ready: boolean;
  reason?: Exclude<Phase, 'serving'> | 'database' | 'database-read-only' | 'redis';
};

export type Readiness = {
  check(): Promise<ReadinessAnswer>;
  /** The same of the database alone: pages need no Redis. */
  checkDatabase(): Promise<ReadinessAnswer>;
  /** Ready only in `serving`, where it begins; else a load balancer sends its requests elsewhere. */
  setPhase(phase: Phase): void;
};

/**
 * Whether to send requests to this process: it serves, its database takes writes, and so does
 * its Redis, where it has one: without it every call of the API is a 503.
 */
export function createReadiness(
  askDatabase: () => Promise<{ readOnly: boolean }> = checkDatabaseHealth,
  askRedis: () => Promise<void> = checkRedisHealth,
): Readiness {
  let phase: Phase = 'serving';

  const checkDatabase = remember(async (): Promise<ReadinessAnswer> => {
    try {
      const { readOnly } = await withinLimit(askDatabase());
      return readOnly ? { ready: false, reason: 'database-read-only' } : { ready: true };
    } catch {
      return { ready: false, reason: 'database' };
    }
  });
  const checkRedis = remember(async (): Promise<ReadinessAnswer> => {
    try {
      await withinLimit(askRedis());
      return { ready: true };
    } catch {
      return { ready: false, reason: 'redis' };
    }
  });

  return {
    checkDatabase,
    async check() {
      if (phase !== 'serving') return { ready: false, reason: phase };
      const [database, redis] = await Promise.all([checkDatabase(), checkRedis()]);
      return database.ready ? redis : database;
    },
    setPhase(next) {
      phase = next;
    },
  };
}

/** However often someone asks, the answer is looked for once in a second. */
function remember(ask: () => Promise<ReadinessAnswer>): () => Promise<ReadinessAnswer> {
  let known: { until: number; answer: Promise<ReadinessAnswer> } | undefined;
  return () => {
    if (!known || known.until < performance.now())
      known = { until: performance.now() + KEEP_MS, answer: ask() };
    return known.answer;
  };
}

async function withinLimit<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), LIMIT_MS);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * `/healthz` says that the process answers and asks no one else: a probe must not restart us for the
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
