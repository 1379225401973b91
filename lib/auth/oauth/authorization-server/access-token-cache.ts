import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { ChannelListener } from '@/lib/database-channel.repository';
import { oncePerProcess } from '@/lib/once-per-process';
import type { StoredAccessToken } from './stored-access-token.repository';

/**
 * The channel on which the database names the grant of a token that was deleted, and the grants that
 * changed: themselves, or with their membership, person, workspace or app.
 */
const CHANNEL = 'tollgate_oauth_grant_changed';

const MAX_ENTRIES = 100_000;
const MAX_AGE_MS = 30_000;
/** How exactly the age is told. The default, 1, sets a timer for each millisecond with a call. */
const CLOCK_MS = 500;

type AccessTokenCache = {
  /** By the token's SHA-256. */
  entries: LRUCache<string, StoredAccessToken>;
  /** The entries of each grant, so that they go with it. */
  keysOfGrant: Map<string, Set<string>>;
  loads: Set<{ stale: boolean }>;
  /** True only while the channel is proven: a cache that may miss a revocation is not used. */
  trusted: boolean;
  lookups: { cache: number; database: number };
};

const cache = oncePerProcess<AccessTokenCache>('access-token-cache', () => {
  const keysOfGrant = new Map<string, Set<string>>();
  const entries = new LRUCache<string, StoredAccessToken>({
    max: MAX_ENTRIES,
    ttl: MAX_AGE_MS,
    ttlResolution: CLOCK_MS,
    dispose: ({ grant }, key) => {
      const keys = keysOfGrant.get(grant?.id ?? '');
      keys?.delete(key);
      if (keys?.size === 0) keysOfGrant.delete(grant?.id ?? '');
    },
  });
  const lookups = { cache: 0, database: 0 };
  return { entries, keysOfGrant, loads: new Set(), trusted: false, lookups };
});

/** Keeps the cache true, on the channel that the cache of API keys opens. */
export const accessTokenListener: ChannelListener = {
  channels: { [CHANNEL]: forgetGrant },
  onUp: () => {
    forgetAll();
    cache.trusted = true;
  },
  onDown: () => {
    cache.trusted = false;
    forgetAll();
  },
};

/** Drops what is known of a grant's tokens: the next use of each asks the database. */
export function forgetGrant(grantId: string): void {
  markLoads();
  for (const key of [...(cache.keysOfGrant.get(grantId) ?? [])]) cache.entries.delete(key);
}

/** Drops one token. */
export function forgetAccessToken(token: string): void {
  markLoads();
  cache.entries.delete(keyOf(token));
}

function keyOf(token: string): string {
  return hash('sha256', token, 'hex');
}

function forgetAll(): void {
  cache.entries.clear();
  markLoads();
}

/** Attack: a revocation that commits between our read and our write, overwritten by the older row. */
function markLoads(): void {
  for (const load of cache.loads) load.stale = true;
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
  const known = cache.trusted ? cache.entries.get(key) : undefined;
  if (known && isInForce(known)) {
    cache.lookups.cache += 1;
    return known;
  }
  const load = { stale: !cache.trusted };
  cache.loads.add(load);
  cache.lookups.database += 1;
  try {
    const stored = await find(token);
    if (stored?.grant && !load.stale) remember(key, stored, stored.grant.id);
    return stored;
  } finally {
    cache.loads.delete(load);
  }
}

function isInForce({ expiresAt, grant }: StoredAccessToken): boolean {
  const now = Date.now();
  return expiresAt.getTime() > now && (grant?.expiresAt.getTime() ?? 0) > now;
}

function remember(key: string, stored: StoredAccessToken, grantId: string): void {
  cache.entries.set(key, stored);
  const keys = cache.keysOfGrant.get(grantId) ?? new Set();
  cache.keysOfGrant.set(grantId, keys.add(key));
}

/** How the cache stands, for metrics and tests. */
export function describeAccessTokenCache() {
  const { trusted, entries, keysOfGrant, lookups } = cache;
  return { trusted, entries: entries.size, grants: keysOfGrant.size, lookups: { ...lookups } };
}
