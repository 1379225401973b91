import type { Principal } from '@/lib/auth/principal';
import { consumeRate, type RatePolicy, type RateState } from '@/lib/http/rate-limit';

/** Requests a minute of one credential where it has no limit of its own. */
export const DEFAULT_RATE_LIMIT = 600;
const RATE_WINDOW_SECONDS = 60;

/**
 * Counts a call against the credential, wherever it is made: the API and the tools share one limit.
 * @throws {ProblemError} 429 `rate-limited`.
 */
export function countCall(principal: Principal, quota = DEFAULT_RATE_LIMIT): Promise<RateState> {
  const policy: RatePolicy = { name: 'credential', quota, windowSeconds: RATE_WINDOW_SECONDS };
  return consumeRate(policy, `${principal.credential}:${principal.credentialId}`);
}
