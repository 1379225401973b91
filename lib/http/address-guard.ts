import { LRUCache } from 'lru-cache';
import { oncePerProcess } from '../once-per-process';
import { toAddressSubject } from './client-address';
import { ProblemError } from './problem';
import { consumeRate, type RatePolicy, type RateState, rateLimited } from './rate-limit';

/**
 * Failed attempts by address. A short window: it caps what guessing costs us, and a shared address
 * is free again in seconds.
 */
const FAILURE_POLICY: RatePolicy = { name: 'address', quota: 200, windowSeconds: 10 };

const MAX_BLOCKED = 50_000;

/** By the monotonic clock: one that is set back must not prolong it. */
type Block = { until: number };

const blocked = oncePerProcess(
  'blocked-addresses',
  () => new LRUCache<string, Block>({ max: MAX_BLOCKED }),
);

/**
 * Refuses an address that has failed too often, before anything is looked up for it. Memory alone:
 * a flood of guesses reaches neither the database nor Redis.
 * @throws {ProblemError} 429 `rate-limited`.
 */
export function requireUnblockedAddress(address: string | null): void {
  if (blocked.size === 0) return;
  const block = blocked.get(toAddressSubject(address));
  if (!block) return;
  const leftMs = block.until - performance.now();
  if (leftMs <= 0) return;
  throw rateLimited(emptyState(Math.ceil(leftMs / 1000)));
}

/** Counts a failed attempt. The one that goes over the quota blocks the address. */
export async function countFailure(address: string | null): Promise<void> {
  const subject = toAddressSubject(address);
  try {
    await consumeRate(FAILURE_POLICY, subject);
  } catch (error) {
    if (!(error instanceof ProblemError) || error.slug !== 'rate-limited') throw error;
    const seconds = Number(error.options.headers?.['retry-after'] ?? FAILURE_POLICY.windowSeconds);
    blocked.set(subject, { until: performance.now() + seconds * 1000 });
  }
}

function emptyState(resetSeconds: number): RateState {
  return { policy: FAILURE_POLICY, remaining: 0, resetSeconds };
}
