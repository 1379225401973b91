import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';
import { rememberOnce } from './artefact.repository';

const MAX_AGE_SECONDS = 60;
const CLOCK_TOLERANCE_SECONDS = 5;
const ALGORITHMS = ['ES256', 'EdDSA', 'Ed25519'];

export class DpopError extends Error {
  override name = 'DpopError';
}

/**
 * Verifies that whoever sends a bound token holds its key, for this very request and only once.
 * @param expected the token, the thumbprint it is bound to, and the request's method and URL.
 * @throws {DpopError} where the proof is missing, wrong, old, for another request, or was seen before.
 * @see RFC 9449 section 4.3
 */
export async function verifyDpopProof(
  proof: string | null,
  expected: { token: string; thumbprint: string; method: string; url: string },
): Promise<void> {
  if (!proof || proof.includes(',')) throw new DpopError('one DPoP header is needed');
  const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
    typ: 'dpop+jwt',
    algorithms: ALGORITHMS,
    maxTokenAge: MAX_AGE_SECONDS,
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    requiredClaims: ['iat', 'jti', 'htm', 'htu', 'ath'],
  }).catch((cause: unknown) => {
    throw new DpopError('the proof is not valid', { cause });
  });
  const ath = createHash('sha256').update(expected.token).digest('base64url');
  const jkt = protectedHeader.jwk && (await calculateJwkThumbprint(protectedHeader.jwk));
  const fits =
    jkt === expected.thumbprint &&
    payload.ath === ath &&
    payload.htm === expected.method &&
    typeof payload.htu === 'string' &&
    sameTarget(payload.htu, expected.url);
  if (!fits) throw new DpopError('the proof is for another key, token or request');
  const expiresAt = new Date(Date.now() + (MAX_AGE_SECONDS + CLOCK_TOLERANCE_SECONDS) * 1000);
  const first = await rememberOnce('DPoPProof', `${jkt}\n${payload.jti}`, expiresAt);
  if (!first) throw new DpopError('the proof was used before');
}

/** The URL without query and fragment. */
function sameTarget(htu: string, url: string): boolean {
  if (!URL.canParse(htu)) return false;
  const [claimed, actual] = [new URL(htu), new URL(url)];
  return claimed.origin === actual.origin && claimed.pathname === actual.pathname;
}
