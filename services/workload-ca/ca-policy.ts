/** What the development CA allows, in seconds. */
export const MAX_SVID_TTL_SECONDS = 3_600;
export const MIN_SVID_TTL_SECONDS = 1;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Certificates start a moment in the past, for peers whose clock is behind. */
export const BACKDATE_MS = 10_000;

/** How long an authority of each kind lives. */
export const AUTHORITY_LIFE_MS = { root: 365 * DAY_MS, intermediate: DAY_MS } as const;

export type AuthorityKind = keyof typeof AUTHORITY_LIFE_MS;

/**
 * An authority is prepared and published for a third of its life, issues for the second third, and
 * is still trusted for the last. So there is always a next one that every peer already knows, and
 * the change from one to the other fails no call.
 */
export function activationDelay(life: number): number {
  return life / 3;
}

/** A CRL outlives the longest leaf, so that a stopped CA is noticed by expiry, not by its CRL. */
export const CRL_LIFE_MS = 4 * HOUR_MS;
export const CRL_REFRESH_MS = HOUR_MS / 2;

/** A request that the CA's policy does not allow. */
export class PolicyError extends Error {
  override name = 'PolicyError';
}

/**
 * @throws {PolicyError} when a leaf would live longer than policy allows, or not at all.
 */
export function checkTtl(seconds: number): void {
  if (seconds > MAX_SVID_TTL_SECONDS) {
    throw new PolicyError(
      `A certificate may live ${MAX_SVID_TTL_SECONDS} seconds at most, ${seconds} were asked for.`,
    );
  }
  if (!(seconds >= MIN_SVID_TTL_SECONDS)) {
    throw new PolicyError('A certificate must live at least a second.');
  }
}
