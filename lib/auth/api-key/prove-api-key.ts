import { problem } from '@/lib/http/problem';
import { countRecalled, loadApiKey, recallApiKey } from './api-key-cache';
import type { ParsedApiKey } from './key-format';
import type { KnownApiKey } from './known-api-key';
import { matchSecret, type SecretMatch } from './match-secret';
import { getPeppers } from './pepper';
import { reloadPeppers } from './reload-peppers';
import { recallProof, rememberProof } from './remember-proof';
import { renewOldDigest } from './renew-digest';

/** A caller who holds the secret of this key. From here on a refusal may say why. */
export type ProvenApiKey = { known: KnownApiKey; secret: 'current' | 'previous' };

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
export function proveApiKey(parsed: ParsedApiKey): ProvenApiKey | Promise<ProvenApiKey> {
  const cached = recallApiKey(parsed.id);
  const remembered = recallProof(parsed.text, cached);
  if (cached && remembered) return recalled(cached, remembered);
  // While a roll overlaps, two texts are right and one of them is remembered.
  const secret = cached?.previousDigest ? matchSecret(parsed.text, cached) : undefined;
  if (!cached || !secret) return lookUpApiKey(parsed);
  rememberProof(parsed.text, cached, secret);
  return recalled(cached, secret);
}

function recalled(known: KnownApiKey, secret: ProvenApiKey['secret']): ProvenApiKey {
  countRecalled();
  return { known, secret };
}

async function lookUpApiKey(parsed: ParsedApiKey): Promise<ProvenApiKey> {
  let secret: SecretMatch;
  const known = await loadApiKey(parsed.id, (row) => {
    if (!getPeppers().byVersion.has(row.pepperVersion)) reloadPeppers();
    secret = matchSecret(parsed.text, row);
    return secret !== undefined;
  });
  if (!known) matchSecret(parsed.text, undefined);
  // The prefix is part of what is digested; a key of the other mode never matches.
  if (!known || !secret) throw problem('invalid-key', { headers: INVALID_KEY });
  rememberProof(parsed.text, known, secret);
  if (secret === 'current') renewOldDigest(parsed.text, known);
  return { known, secret };
}

/** @see RFC 6750 section 3.1 */
export const INVALID_KEY = {
  'www-authenticate': 'Bearer realm="tollgate", error="invalid_token"',
} as const;
