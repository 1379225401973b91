import { checkDatabaseHealth } from '@/lib/database-health.repository';

const DATABASE_LIMIT_MS = 2_000;
/** However often somebody asks, the database is asked once in this time. */
const KEEP_MS = 1_000;

export type ReadinessAnswer = { ready: boolean; reason?: 'stopping' | 'database' };

export type Readiness = {
  check(): Promise<ReadinessAnswer>;
  /** From now on: not ready, so that a load balancer sends its requests elsewhere. */
  stop(): void;
};

/** Whether this process should be sent requests: it is not stopping, and its database answers. */
export function createReadiness(
  askDatabase: () => Promise<unknown> = checkDatabaseHealth,
): Readiness {
  let stopping = false;
  let known: { until: number; answer: Promise<ReadinessAnswer> } | undefined;

  const ask = async (): Promise<ReadinessAnswer> => {
    try {
      await withinLimit(askDatabase());
      return { ready: true };
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

async function withinLimit(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), DATABASE_LIMIT_MS);
  });
  try {
    await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
