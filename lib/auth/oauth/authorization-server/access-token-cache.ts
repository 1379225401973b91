import { hash } from 'node:crypto';
import { NotifiedCache } from '@/lib/notified-cache';
import { oncePerProcess } from '@/lib/once-per-process';
import type { StoredAccessToken } from './stored-access-token.repository';

/**
 * The channel on which the database names the grant of a token that was deleted, and the grants that
 * changed: themselves, or with their membership, person, workspace or app.
 */
const CHANNEL = 'tollgate_oauth_grant_changed';

/** By the token's SHA-256. The tokens of a grant go with it. */
class AccessTokenCache extends NotifiedCache<StoredAccessToken> {
  readonly #keysOfGrant = new Map<string, Set<string>>();

  forgetGrant(grantId: string): void {
    // Which grant a token belongs to that is being read is not known yet.
    this.markLoads();
    for (const key of [...(this.#keysOfGrant.get(grantId) ?? [])]) this.forget(key);
  }

  protected override remember(key: string, stored: StoredAccessToken): void {
    // First: it drops the entry that was there, and that leaves the grant.
    super.remember(key, stored);
    if (!stored.grant) return;
    const { id } = stored.grant;
    this.#keysOfGrant.set(id, (this.#keysOfGrant.get(id) ?? new Set()).add(key));
  }

  protected override dropped(key: string, { grant }: StoredAccessToken): void {
    const keys = grant && this.#keysOfGrant.get(grant.id);
    keys?.delete(key);
    if (grant && keys?.size === 0) this.#keysOfGrant.delete(grant.id);
  }

  override describe() {
    return { ...super.describe(), grants: this.#keysOfGrant.size };
  }
}

const cache = oncePerProcess('access-token-cache', () => new AccessTokenCache());

/** Keeps the cache true, on the channel that the cache of API keys opens. */
export const accessTokenListener = cache.listenOn({ [CHANNEL]: forgetGrant });

/** Drops what is known of a grant's tokens: the next use of each asks the database. */
export function forgetGrant(grantId: string): void {
  cache.forgetGrant(grantId);
}

/** Drops one token. */
export function forgetAccessToken(token: string): void {
  cache.forget(keyOf(token));
}

function keyOf(token: string): string {
  return hash('sha256', token, 'hex');
}

/**
 * An access token as it is stored: remembered for up to 30 seconds where it acts for a person, and
 * dropped as soon as anything about it changes; loaded otherwise. Machines' and jobs' tokens are loaded
 * each time.
 * @see docs/decisions/0193-access-token-cache.md
 */
export async function recallAccessToken(
  token: string,
  find: (token: string) => Promise<StoredAccessToken | undefined>,
): Promise<StoredAccessToken | undefined> {
  const key = keyOf(token);
  const known = cache.recall(key);
  if (known && isInForce(known)) {
    cache.lookups.cache += 1;
    return known;
  }
  const belongsToGrant = ({ grant }: StoredAccessToken) => grant !== undefined;
  return cache.load(key, () => find(token), belongsToGrant);
}

function isInForce({ expiresAt, grant }: StoredAccessToken): boolean {
  const now = Date.now();
  return expiresAt.getTime() > now && (grant?.expiresAt.getTime() ?? 0) > now;
}

/** How the cache stands, for metrics and tests. */
export function describeAccessTokenCache() {
  return cache.describe();
}
