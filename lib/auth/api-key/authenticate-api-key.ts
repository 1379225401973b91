import type { ClientContext } from '@/lib/http/client-context';
import { problem } from '@/lib/http/problem';
import { createLog } from '@/lib/log';
import type { BoundKey } from '../proof-of-possession/public-key';
import {
  apiKeyCache,
  type KnownApiKey,
  loadApiKey,
  recallMatch,
  rememberMatch,
} from './api-key-cache';
import { renewDigest } from './api-key-use.repository';
import { parseApiKey, type ParsedApiKey } from './key-format';
import { matchSecret, type SecretMatch } from './match-secret';
import { digestApiKey, getPeppers, issuingPepper, reloadPeppers } from './pepper';

/** A key whose secret the caller holds. From here on a refusal can be specific. */
export type AuthenticatedApiKey = { known: KnownApiKey; secret: 'current' | 'previous' };

/**
 * Form and checksum: a typo is told from a key without the database.
 * @throws {ProblemError} 401 `invalid-key`.
 */
export function requireApiKeyForm(text: string): ParsedApiKey {
  const parsed = parseApiKey(text);
  if (!parsed) throw problem('invalid-key', { headers: INVALID_KEY });
  return parsed;
}

/**
 * Finds out whether the caller holds the secret: from the cache where it says yes, else by one
 * statement.
 *
 * Attack: the cache answers only to who has the secret. A wrong secret costs the same statement as
 * an id that does not exist, so the time tells nothing about which ids are in use; and a secret that
 * another process has just rolled is found, however old our copy.
 *
 * @throws {ProblemError} 401 `invalid-key`, the same for an unknown id and a wrong secret.
 */
export async function authenticateApiKey(parsed: ParsedApiKey): Promise<AuthenticatedApiKey> {
  const cached = apiKeyCache.recall(parsed.id);
  const remembered = recallMatch(parsed.text, cached);
  if (cached && remembered) return recalled(cached, remembered);
  // While a roll overlaps, two texts are right and one of them is remembered.
  const secret = cached?.previousDigest ? matchSecret(parsed.text, cached) : undefined;
  if (!cached || !secret) return lookUpApiKey(parsed);
  rememberMatch(parsed.text, cached, secret);
  return recalled(cached, secret);
}

function recalled(known: KnownApiKey, secret: AuthenticatedApiKey['secret']): AuthenticatedApiKey {
  apiKeyCache.lookups.cache += 1;
  return { known, secret };
}

async function lookUpApiKey(parsed: ParsedApiKey): Promise<AuthenticatedApiKey> {
  let secret: SecretMatch;
  const known = await loadApiKey(parsed.id, (row) => {
    if (!getPeppers().byVersion.has(row.pepperVersion)) reloadPeppers();
    secret = matchSecret(parsed.text, row);
    return secret !== undefined;
  });
  if (!known) matchSecret(parsed.text, undefined);
  // The prefix is part of what is digested; a key of the other mode never matches.
  if (!known || !secret) throw problem('invalid-key', { headers: INVALID_KEY });
  rememberMatch(parsed.text, known, secret);
  if (secret === 'current') renewOldDigest(parsed.text, known);
  return { known, secret };
}

/**
 * Neither revoked nor expired, nor the secret before a roll whose overlap has ended.
 * @param now milliseconds since 1970.
 * @throws {ProblemError} 401 `key-revoked`, `key-expired` or `key-rolled`.
 */
export function requireUsableApiKey(
  { known, secret }: AuthenticatedApiKey,
  now = Date.now(),
): void {
  if (known.revokedAt) throw problem('key-revoked', { headers: INVALID_KEY });
  if (known.role === null) {
    const detail = 'The owner of this key has left the workspace, or is suspended there.';
    throw problem('key-revoked', { detail, headers: INVALID_KEY });
  }
  if (secret === 'previous') {
    const end = previousSecretEnd(known);
    if (!end || end.getTime() <= now) throw problem('key-rolled', { headers: INVALID_KEY });
    return;
  }
  if (known.expiresAt.getTime() <= now) throw problem('key-expired', { headers: INVALID_KEY });
}

/** The pair that the presented secret is bound to: a roll can replace it. Null for a plain key. */
export function boundKeyOf({ known, secret }: AuthenticatedApiKey): BoundKey | null {
  return secret === 'current' ? known.boundKey : known.previousBoundKey;
}

/** When the secret before the last roll ends at the latest. */
function previousSecretEnd(known: AuthenticatedApiKey['known']): Date | null {
  return known.previousExpiresAt ?? known.previousNotAfter;
}

/**
 * The caller's address is in the key's list.
 *
 * Attack: a stolen key is used from elsewhere. The address is the one that the front door worked
 * out; where it is unknown, a key with a list is refused.
 *
 * @throws {ProblemError} 403 `ip-not-allowed`.
 */
export function requireAllowedAddress(
  { known }: AuthenticatedApiKey,
  context: ClientContext,
): void {
  if (!known.isAllowedAddress || known.isAllowedAddress(context.address)) return;
  throw problem('ip-not-allowed', {
    detail: context.address
      ? `This key may not be used from ${context.address}.`
      : 'This key has an address list, and your address is not known here.',
  });
}

/**
 * What an answer to the secret before a roll says: since when it is deprecated and when it ends at
 * the latest.
 * @see RFC 9745 section 2, RFC 8594 section 3
 */
export function describeRolledKey({
  known,
  secret,
}: AuthenticatedApiKey): Record<string, string> | undefined {
  if (secret !== 'previous') return undefined;
  const end = previousSecretEnd(known);
  if (!known.rolledAt || !end) return undefined;
  return {
    deprecation: `@${Math.floor(known.rolledAt.getTime() / 1000)}`,
    sunset: end.toUTCString(),
  };
}

/**
 * Moves a key to the issuing pepper when it is used: only then is its text at hand. The write runs
 * outside the request; of several processes one wins and the others change nothing.
 */
function renewOldDigest(text: string, known: KnownApiKey): void {
  const { version, secret } = issuingPepper();
  if (known.pepperVersion >= version) return;
  const renewed = { digest: digestApiKey(text, secret), pepperVersion: version };
  renewDigest(known.id, renewed, known.digest).catch((error: unknown) => {
    createLog('api-key').warn({ err: error, key: known.id }, 'digest not renewed, tried again');
  });
}

/** @see RFC 6750 section 3.1 */
const INVALID_KEY = {
  'www-authenticate': 'Bearer realm="tollgate", error="invalid_token"',
} as const;
