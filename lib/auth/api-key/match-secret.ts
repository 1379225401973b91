import { timingSafeEqual } from 'node:crypto';
import { problem } from '@/lib/http/problem';
import { digestApiKey, getPeppers } from './pepper';
import type { StoredApiKey } from './stored-api-key.repository';

/** Compared with where there is nothing to compare with; no input has this digest. */
const NO_DIGEST = Buffer.alloc(32);

/** Which secret of the key the caller holds: the present one, or the one before the last roll. */
export type SecretMatch = 'current' | 'previous' | undefined;

/**
 * Compares the whole key with what is stored, in constant time.
 *
 * Attack: the time that an answer takes must not tell whether an id exists or was rolled. So every
 * call makes one digest for each pepper and two comparisons, with nothing to find or not.
 *
 * @throws {ProblemError} 503 where the key's pepper has not reached this process.
 */
export function matchSecret(key: string, known: StoredApiKey | undefined): SecretMatch {
  const digests = new Map<number, Buffer>();
  for (const [version, pepper] of getPeppers().byVersion) {
    digests.set(version, digestApiKey(key, pepper));
  }
  const current = isSame(digests, known?.digest, known?.pepperVersion);
  const previous = isSame(digests, known?.previousDigest, known?.previousPepperVersion);
  if (current) return 'current';
  return previous ? 'previous' : undefined;
}

function isSame(
  digests: ReadonlyMap<number, Buffer>,
  stored: Buffer | null | undefined,
  version: number | null | undefined,
): boolean {
  if (version != null && version > Math.max(...digests.keys())) {
    throw problem('dependency-unavailable', { cause: `pepper ${version} has not arrived` });
  }
  const [fallback = NO_DIGEST] = digests.values();
  const presented = version == null ? undefined : digests.get(version);
  const same = timingSafeEqual(presented ?? fallback, stored ?? NO_DIGEST);
  return same && presented !== undefined;
}
