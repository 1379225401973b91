import { createRemoteJWKSet, customFetch, type JWTPayload, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { discoverIssuer } from './discover-issuer';
import type { ProviderRegistration } from './providers';

const TIMEOUT_MS = 10_000;
const MAX_ISSUERS = 500;
const CLOCK_TOLERANCE_SECONDS = 30;
/**
 * Public-key algorithms alone. Two names of one algorithm: RFC 9864 calls EdDSA over Ed25519
 * `Ed25519`.
 */
export const ID_TOKEN_ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

type KeySet = ReturnType<typeof createRemoteJWKSet>;

const keySets = new LRUCache<string, Promise<KeySet>>({ max: MAX_ISSUERS });

/**
 * Verifies the signature of an ID token, and again issuer, audience and expiry.
 *
 * Attack: someone between us and the provider, or a provider's own defect, changes the subject and
 * leaves the signature as it was. Auth.js decodes ID tokens and never verifies them, so without this
 * the attacker is signed in as anyone.
 *
 * @throws {errors.JOSEError} when the token is not the provider's.
 * @throws {Error} when the provider's keys can't be read.
 * @see https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
 */
export async function verifyIdToken(
  idToken: string,
  registration: Pick<ProviderRegistration, 'issuer' | 'clientId' | 'fetch'>,
): Promise<JWTPayload> {
  const { payload } = await jwtVerify(idToken, await keySetOf(registration), {
    issuer: registration.issuer,
    audience: registration.clientId,
    algorithms: ID_TOKEN_ALGORITHMS,
    requiredClaims: ['sub', 'iat', 'exp'],
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
  });
  return payload;
}

/** The provider's keys, found by discovery. A failed discovery is tried again the next time. */
export function keySetOf({
  issuer,
  fetch: send,
}: Pick<ProviderRegistration, 'issuer' | 'fetch'>): Promise<KeySet> {
  const known = keySets.get(issuer);
  if (known) return known;
  const found = discoverKeySet(issuer, send);
  keySets.set(issuer, found);
  found.catch(() => keySets.delete(issuer));
  return found;
}

async function discoverKeySet(
  issuer: string,
  send: ProviderRegistration['fetch'],
): Promise<KeySet> {
  const { jwks_uri } = await discoverIssuer(issuer, send);
  return createRemoteJWKSet(new URL(jwks_uri), {
    timeoutDuration: TIMEOUT_MS,
    ...(send ? { [customFetch]: send } : {}),
  });
}
