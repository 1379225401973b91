import { calculateJwkThumbprint, type JWK } from 'jose';
import { requireSecret } from './host';

/** What every client of OpenID Connect understands. @see OpenID Connect Core section 15.1 */
export const SIGNING_ALGORITHM = 'RS256';

/**
 * The private keys for ID tokens, from OAUTH_SIGNING_KEYS: the first one signs, all are published. To
 * rotate, add the next one at the end, put it first an hour later, and take the old one out after a day.
 */
export async function loadSigningKeys(_now?: Date): Promise<(JWK & { kid: string })[]> {
  const { keys } = JSON.parse(requireSecret('OAUTH_SIGNING_KEYS')) as { keys: JWK[] };
  return Promise.all(
    keys.map(async (key) => ({
      ...key,
      kid: await calculateJwkThumbprint(key),
      use: 'sig',
      alg: SIGNING_ALGORITHM,
    })),
  );
}
