import { hash, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type ChannelListener, listenToDatabase } from '@/lib/database-channel.repository';
import { type AddressMatcher, compileAddressRanges } from '@/lib/http/address-range';
import { oncePerProcess } from '@/lib/once-per-process';
import { effectiveScopes } from '../authorize';
import type { Principal } from '../principal';
import { type BoundKey, toBoundKey } from '../proof-of-possession/public-key';
import type { SecretMatch } from './match-secret';
import { getPeppers, PEPPER_CHANNEL, type Peppers, reloadPeppers } from './pepper';
import { selectApiKey, type StoredApiKey } from './stored-api-key.repository';

/** The channel that the triggers on `api_key`, `membership`, `workspace` and `user` notify. */
const CHANNEL = 'tollgate_api_key_changed';

const MAX_ENTRIES = 100_000;
const MAX_AGE_MS = 30_000;
/** How exactly the age is told. The default, 1, sets a timer for each millisecond with a call. */
const CLOCK_MS = 500;

type Load = { id: string; stale: boolean };

type ApiKeyCache = {
  entries: LRUCache<string, KnownApiKey>;
  loads: Set<Load>;
  /** True only while the channel is open: a cache that may miss a revocation is not used. */
  trusted: boolean;
  close: (() => Promise<void>) | undefined;
  /** Where presented keys were found, since the process began. */
  lookups: { cache: number; database: number };
};

const cache = oncePerProcess<ApiKeyCache>('api-key-cache', () => ({
  entries: new LRUCache({ max: MAX_ENTRIES, ttl: MAX_AGE_MS, ttlResolution: CLOCK_MS }),
  loads: new Set(),
  trusted: false,
  close: undefined,
  lookups: { cache: 0, database: 0 },
}));

const listener: ChannelListener = {
  channels: { [CHANNEL]: forgetApiKey, [PEPPER_CHANNEL]: reloadPeppers },
  onUp: () => {
    reloadPeppers();
    forgetAll();
    cache.trusted = true;
  },
  onDown: () => {
    cache.trusted = false;
    forgetAll();
  },
};

/** Opens the notification channel, for others too. Until then each key is looked up. */
export function openApiKeyCache(...others: ChannelListener[]): void {
  cache.close ??= listenToDatabase(listener, ...others);
}

/** Ends the channel, for a graceful stop. */
export async function closeApiKeyCache(): Promise<void> {
  const close = cache.close;
  cache.close = undefined;
  await close?.();
}

export function recallApiKey(id: string): KnownApiKey | undefined {
  return cache.trusted ? cache.entries.get(id) : undefined;
}

export function countRecalled(): void {
  cache.lookups.cache += 1;
}

/**
 * Reads the key by one prepared statement and remembers it, where it is to be.
 *
 * Attack: a caller who knows an id and no secret would push out what its owner's calls had proved. Only a
 * row whose secret was shown takes the place of another.
 *
 * Attack: a revocation that commits between our read and our write would be overwritten by the older
 * row. A notification therefore also marks the loads in flight, and a marked load is not remembered.
 */
export async function loadApiKey(
  id: string,
  isProven: (known: KnownApiKey) => boolean = () => false,
): Promise<KnownApiKey | undefined> {
  const load: Load = { id, stale: !cache.trusted };
  cache.loads.add(load);
  cache.lookups.database += 1;
  try {
    const stored = await selectApiKey(id);
    if (!stored) return undefined;
    const known = toKnownApiKey(stored);
    if (isProven(known) && !load.stale) cache.entries.set(id, known);
    return known;
  } finally {
    cache.loads.delete(load);
  }
}

/** Drops what is known of a key: its next use asks the database. */
export function forgetApiKey(id: string): void {
  cache.entries.delete(id);
  for (const load of cache.loads) if (load.id === id) load.stale = true;
}

function forgetAll(): void {
  cache.entries.clear();
  for (const load of cache.loads) load.stale = true;
}

/** How the cache stands, for `/status` and tests. */
export function describeApiKeyCache(): {
  trusted: boolean;
  entries: number;
  lookups: { cache: number; database: number };
} {
  return { trusted: cache.trusted, entries: cache.entries.size, lookups: { ...cache.lookups } };
}

/** A stored key with what each request needs worked out once. */
export type KnownApiKey = StoredApiKey & {
  principal: Principal;
  /** Undefined where the key may be used from anywhere. */
  isAllowedAddress: AddressMatcher | undefined;
  /** The pairs that the secrets are bound to; null where one is bound to none. */
  boundKey: BoundKey | null;
  previousBoundKey: BoundKey | null;
};

/**
 * Works out the rights: the key's scopes that its owner may still use now. An owner who left has
 * none.
 */
function toKnownApiKey(stored: StoredApiKey): KnownApiKey {
  const scopes = stored.role ? effectiveScopes(stored.scopes, stored.role) : new Set<never>();
  return {
    ...stored,
    principal: {
      credential: 'api-key',
      credentialId: stored.id,
      userId: stored.userId,
      workspaceId: stored.workspaceId,
      role: stored.role ?? 'member',
      mode: stored.mode,
      scopes,
      expiresAt: stored.expiresAt,
      names: {
        user: stored.userName,
        workspace: stored.workspaceName,
        credential: stored.name,
      },
    },
    isAllowedAddress:
      stored.allowedCidrs.length > 0 ? compileAddressRanges(stored.allowedCidrs) : undefined,
    boundKey: toBoundKey(stored.publicJwk, stored.jwkThumbprint),
    previousBoundKey: toBoundKey(stored.previousPublicJwk, stored.previousJwkThumbprint),
  };
}

type CachedMatch = { digest: Buffer; secret: 'current' | 'previous'; peppers: Peppers };

/** Keyed by cache entry, so that a match is dropped together with the entry. */
const matches = new WeakMap<KnownApiKey, CachedMatch>();

const HEX_DIGITS = 64;

/** Compared with where there is nothing to compare with; no digest reads like this. */
const NO_DIGEST = Buffer.alloc(HEX_DIGITS);

/** The digest of the call at hand. */
const presented = Buffer.alloc(HEX_DIGITS);

export function rememberMatch(
  key: string,
  known: KnownApiKey,
  secret: CachedMatch['secret'],
): void {
  matches.set(known, { digest: digestText(key), secret, peppers: getPeppers() });
}

/**
 * Whether this text matched before. The keyed digest protects the database, which others can read; in
 * the memory of the process that holds the peppers, a plain digest does the same for a fifth of the
 * work: with an HMAC each time, `GET /me` costs about 20 % more CPU. A change of the peppers discards
 * every match.
 * @see docs/decisions/0100-api-key-cache-digest.md
 */
export function recallMatch(key: string, known: KnownApiKey | undefined): SecretMatch {
  const match = known && matches.get(known);
  // Attack: the time must not tell whether an id is in use, so a digest is made in any case.
  const same = timingSafeEqual(digestText(key, presented), match?.digest ?? NO_DIGEST);
  return same && match?.peppers === getPeppers() ? match.secret : undefined;
}

/** As hex: a short string is about five times cheaper to allocate than a Buffer. */
function digestText(key: string, digits = Buffer.alloc(HEX_DIGITS)): Buffer {
  digits.write(hash('sha256', key, 'hex'), 'latin1');
  return digits;
}
