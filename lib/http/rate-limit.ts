import { RateLimiterMemory, RateLimiterRedis, type RateLimiterRes } from 'rate-limiter-flexible';
import { getEnv } from '../env';
import { getMetrics } from '../metrics';
import { oncePerProcess } from '../once-per-process';
import { closeRedis, redis } from '../redis';
import { problem } from './problem';

/** So many requests in each window, counted by subject. */
export type RatePolicy = { name: string; quota: number; windowSeconds: number };

export type RateState = { policy: RatePolicy; remaining: number; resetSeconds: number };

type Limiter = RateLimiterMemory | RateLimiterRedis;

const limiters = oncePerProcess('rate-limit', () => new Map<string, Limiter>());

/**
 * Counts one request. In memory for one instance; in Redis, where `REDIS_URL` is set, for several.
 * @throws {ProblemError} 429 `rate-limited` with `Retry-After`, or 503 where Redis does not answer:
 * a limiter that is down limits, it does not let through.
 */
export async function consumeRate(policy: RatePolicy, subject: string): Promise<RateState> {
  try {
    const result = await limiterOf(policy).consume(subject);
    return toState(policy, result);
  } catch (error) {
    if (!isUsedUp(error)) {
      throw problem('dependency-unavailable', { cause: error, headers: { 'retry-after': '2' } });
    }
    throw rateLimited(toState(policy, error));
  }
}

/**
 * Told by shape: a limiter is shared in the process, and Next.js bundles a copy of the library whose
 * classes are not ours.
 */
function isUsedUp(error: unknown): error is RateLimiterRes {
  return (
    !(error instanceof Error) &&
    typeof error === 'object' &&
    error !== null &&
    'msBeforeNext' in error
  );
}

/** The refusal for a policy whose quota is used up. */
export function rateLimited(state: RateState) {
  const { name, quota, windowSeconds } = state.policy;
  getMetrics().rateLimitRefusals.inc({ policy: name });
  return problem('rate-limited', {
    detail: `At most ${quota} in ${windowSeconds} seconds. Try again in ${state.resetSeconds} seconds.`,
    headers: { ...rateHeaders(state), 'retry-after': String(state.resetSeconds) },
  });
}

/**
 * How a policy stands, as two structured fields.
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-10
 */
export function rateHeaders({
  policy,
  remaining,
  resetSeconds,
}: RateState): Record<string, string> {
  return {
    'ratelimit-policy': `"${policy.name}";q=${policy.quota};w=${policy.windowSeconds}`,
    ratelimit: `"${policy.name}";r=${remaining};t=${resetSeconds}`,
  };
}

/** Forgets what was counted in memory and closes the connection to Redis, for a graceful stop. */
export function closeRateLimits(): void {
  limiters.clear();
  closeRedis();
}

function toState(policy: RatePolicy, result: RateLimiterRes): RateState {
  return {
    policy,
    remaining: Math.max(0, result.remainingPoints),
    resetSeconds: Math.max(1, Math.ceil(result.msBeforeNext / 1000)),
  };
}

function limiterOf(policy: RatePolicy): Limiter {
  const { REDIS_PREFIX } = getEnv();
  const keyPrefix = `${REDIS_PREFIX}:${policy.name}:${policy.quota}:${policy.windowSeconds}`;
  const known = limiters.get(keyPrefix);
  if (known) return known;
  const options = { keyPrefix, points: policy.quota, duration: policy.windowSeconds };
  const storeClient = redis();
  const limiter = storeClient
    ? new RateLimiterRedis({ ...options, storeClient, rejectIfRedisNotReady: false })
    : new RateLimiterMemory(options);
  limiters.set(keyPrefix, limiter);
  return limiter;
}
