import { type Env, getEnv } from '@/lib/env';
import { consumeRate, type RatePolicy } from '@/lib/http/rate-limit';

const LAUNCHES: RatePolicy = { name: 'attack-lab', quota: 240, windowSeconds: 60 };

/**
 * Whether attacks may be launched here: on one's own machine, and in production only where the
 * operator says so.
 */
export function isLabOpen(env: Pick<Env, 'DEPLOYMENT' | 'TOLLGATE_LAB'> = getEnv()): boolean {
  const { DEPLOYMENT, TOLLGATE_LAB } = env;
  return DEPLOYMENT === 'local' || TOLLGATE_LAB;
}

/**
 * Counts one launch of a learner.
 * @throws {ProblemError} 429 `rate-limited`.
 */
export async function countLaunch(userId: string): Promise<void> {
  await consumeRate(LAUNCHES, userId);
}
