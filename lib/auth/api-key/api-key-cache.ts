import { hash, timingSafeEqual } from 'node:crypto';
import { type ChannelListener, listenToDatabase } from '@/lib/database-channel.repository';
import { type AddressMatcher, compileAddressRanges } from '@/lib/http/address-range';
import { NotifiedCache } from '@/lib/notified-cache';
import { oncePerProcess } from '@/lib/once-per-process';
import { effectiveScopes } from '../authorize';
import type { Principal } from '../principal';
import { type BoundKey, toBoundKey } from '../proof-of-possession/public-key';
import type { SecretMatch } from './match-secret';
import { getPeppers, PEPPER_CHANNEL, type Peppers, reloadPeppers } from './pepper';
import { selectApiKey, type StoredApiKey } from './stored-api-key.repository';

/** The channel that the triggers on `api_key`, `membership`, `workspace` and `user` notify. */
const CHANNEL = 'tollgate_api_key_changed';

export const apiKeyCache = oncePerProcess('api-key-cache', () => new NotifiedCache<KnownApiKey>());
const channel = oncePerProcess('api-key-channel', (): { close?: () => Promise<void> } => ({}));

/** Opens the notification channel, for others too. Until then each key is looked up. */
export function openApiKeyCache(...others: ChannelListener[]): void {
  const channels = {
    [CHANNEL]: (id: string) => apiKeyCache.forget(id),
    [PEPPER_CHANNEL]: reloadPeppers,
  };
  channel.close ??= listenToDatabase(apiKeyCache.listenOn(channels, reloadPeppers), ...others);
}

/** Ends the channel, for a graceful stop. */
export async function closeApiKeyCache(): Promise<void> {
  const { close } = channel;
  delete channel.close;
  await close?.();
}

/**
 * Reads the key by one prepared statement and remembers it, where it is to be.
 *
 * Attack: a caller who knows an id and no secret would push out what its owner's calls had proved.
 * Only a row whose secret was shown takes the place of another.
 */
export function loadApiKey(
  id: string,
  isProven: (known: KnownApiKey) => boolean = () => false,
): Promise<KnownApiKey | undefined> {
  const find = async () => {
    const stored = await selectApiKey(id);
    return stored && toKnownApiKey(stored);
  };
  return apiKeyCache.load(id, find, isProven);
}

/** How the cache stands, for `/status` and tests. */
export function describeApiKeyCache() {
  return apiKeyCache.describe();
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
