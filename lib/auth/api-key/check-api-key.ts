import type { ClientContext } from '@/lib/http/client-context';
import { problem } from '@/lib/http/problem';
import { type ParsedApiKey, parseApiKey } from './key-format';
import { INVALID_KEY, type ProvenApiKey } from './prove-api-key';

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
 * Neither revoked nor expired, nor the secret before a roll whose overlap has ended.
 * @param now milliseconds since 1970.
 * @throws {ProblemError} 401 `key-revoked`, `key-expired` or `key-rolled`.
 */
export function requireUsableApiKey({ known, secret }: ProvenApiKey, now = Date.now()): void {
  if (known.revokedAt) throw problem('key-revoked', { headers: INVALID_KEY });
  if (known.role === null) {
    const detail = 'The owner of this key has left the workspace.';
    throw problem('key-revoked', { detail, headers: INVALID_KEY });
  }
  if (secret === 'previous') {
    const end = previousSecretEnd(known);
    if (!end || end.getTime() <= now) throw problem('key-rolled', { headers: INVALID_KEY });
    return;
  }
  if (known.expiresAt.getTime() <= now) throw problem('key-expired', { headers: INVALID_KEY });
}

/** When the secret before the last roll ends at the latest. */
export function previousSecretEnd(known: ProvenApiKey['known']): Date | null {
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
export function requireAllowedAddress({ known }: ProvenApiKey, context: ClientContext): void {
  if (!known.isAllowedAddress || known.isAllowedAddress(context.address)) return;
  throw problem('ip-not-allowed', {
    detail: context.address
      ? `This key may not be used from ${context.address}.`
      : 'This key has an address list, and your address is not known here.',
  });
}
