const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Pauses after the first, second, … failed attempt. Together just under 24 hours. */
export const RETRY_DELAYS_MS = [
  5 * SECOND_MS,
  30 * SECOND_MS,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  1 * HOUR_MS,
  2 * HOUR_MS,
  4 * HOUR_MS,
  6 * HOUR_MS,
  10 * HOUR_MS,
] as const;

export const MAX_ATTEMPTS = RETRY_DELAYS_MS.length + 1;

/** A pause is between this share and the whole of its delay. */
const MIN_SHARE = 0.75;

const MAX_RETRY_AFTER_MS = 1 * HOUR_MS;

/**
 * The pause before the next attempt in milliseconds, or undefined when the schedule is used up. The
 * jitter keeps the retries of many messages, all failed in the same outage, from coming back as one
 * wave.
 * @param failures how many attempts have failed, this one included.
 * @param retryAfterMs what a receiver asked for; it lengthens the pause, to an hour at most.
 * @param random 0 to 1.
 */
export function retryDelayMs(
  failures: number,
  retryAfterMs = 0,
  random = Math.random(),
): number | undefined {
  const delay = RETRY_DELAYS_MS[failures - 1];
  if (delay === undefined) return undefined;
  const pause = delay * (MIN_SHARE + (1 - MIN_SHARE) * random);
  return Math.round(Math.max(pause, Math.min(retryAfterMs, MAX_RETRY_AFTER_MS)));
}
