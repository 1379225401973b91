import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';
import { z } from 'zod';
import type { ProviderRegistration } from './providers';

const TIMEOUT_MS = 10_000;
const CLOCK_TOLERANCE_SECONDS = 30;
/** Both names of one algorithm: RFC 9864 calls EdDSA over Ed25519 `Ed25519`. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'];

type KeySet = ReturnType<typeof createRemoteJWKSet>;

const metadataSchema = z.object({ issuer: z.string(), jwks_uri: z.url() });
const keySets = new Map<string, Promise<KeySet>>();

/**
 * Verifies the signature of an ID token, and again issuer, audience and expiry.
 *
 * Attack: somebody between us and the provider, or a provider's own defect, changes the subject and
 * leaves the signature as it was. Auth.js decodes ID tokens and never verifies them, so without this
 * the attacker is signed in as anybody.
 *
 * @throws {errors.JOSEError} when the token is not the provider's.
 * @throws {Error} when the provider's keys can't be read.
 * @see https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
 */
export async function verifyIdToken(
  idToken: string,
  registration: Pick<ProviderRegistration, 'issuer' | 'clientId'>,
): Promise<JWTPayload> {
  const { payload } = await jwtVerify(idToken, await keySetOf(registration.issuer), {
    issuer: registration.issuer,
    audience: registration.clientId,
    algorithms: ALGORITHMS,
    requiredClaims: ['sub', 'iat', 'exp'],
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
  });
  return payload;
}

/** The provider's keys, found by discovery. A failed discovery is tried anew the next time. */
function keySetOf(issuer: string): Promise<KeySet> {
  const known = keySets.get(issuer);
  if (known) return known;
  const found = discoverKeySet(issuer);
  keySets.set(issuer, found);
  found.catch(() => keySets.delete(issuer));
  return found;
}

async function discoverKeySet(issuer: string): Promise<KeySet> {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`, {
    signal: AbortSignal.timeout(TIMEOUT_MS),
    redirect: 'error',
    cache: 'no-store',
  });
  if (!response.ok) throw new Error(`Discovery of the provider answered ${response.status}`);
  const metadata = metadataSchema.parse(await response.json());
  if (metadata.issuer !== issuer) throw new Error('The metadata belongs to another issuer');
  return createRemoteJWKSet(new URL(metadata.jwks_uri), { timeoutDuration: TIMEOUT_MS });
}
