import { createHash, hkdfSync } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify, SignJWT } from 'jose';
import { requireSecret } from '@/lib/env';
import { rememberOnce } from './artefact.repository';

export const DPOP_ALGORITHMS = ['ES256', 'EdDSA', 'Ed25519'] as const;

/** How far a clock may be off without a nonce, in both directions: as at the token endpoint. */
const CLOCK_SECONDS = 300;
const NONCE_SECONDS = 300;

export class DpopError extends Error {
  override name = 'DpopError';

  constructor(
    readonly code: 'invalid_dpop_proof' | 'use_dpop_nonce',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Verifies that whoever sends a bound token holds its key, for this very request and only once. A
 * proof is recent by its time, or, where the clock is wrong, by a nonce of ours.
 * @param expected the token, the thumbprint it is bound to, and the request's method and URL.
 * @throws {DpopError} `use_dpop_nonce` where a nonce would help, else `invalid_dpop_proof`: missing,
 * wrong, for another key, token or request, or seen before.
 * @see RFC 9449 sections 4.3, 8 and 9
 */
export async function verifyDpopProof(
  proof: string | null,
  expected: { token: string; thumbprint: string; method: string; url: string },
): Promise<void> {
  if (!proof || proof.includes(',')) refuse('one DPoP header is needed');
  const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
    typ: 'dpop+jwt',
    algorithms: [...DPOP_ALGORITHMS],
    requiredClaims: ['iat', 'jti', 'htm', 'htu', 'ath'],
  }).catch((cause: unknown) => refuse('the proof is not valid', cause));
  const ath = createHash('sha256').update(expected.token).digest('base64url');
  const jkt = protectedHeader.jwk && (await calculateJwkThumbprint(protectedHeader.jwk));
  const fits =
    jkt === expected.thumbprint &&
    payload.ath === ath &&
    payload.htm === expected.method &&
    typeof payload.htu === 'string' &&
    sameTarget(payload.htu, expected.url);
  if (!fits) refuse('the proof is for another key, token or request');
  await requireRecent(payload);
  const expiresAt = new Date(Date.now() + (2 * CLOCK_SECONDS + NONCE_SECONDS) * 1000);
  const first = await rememberOnce('DPoPProof', `${jkt}\n${payload.jti}`, expiresAt);
  if (!first) refuse('the proof was used before');
}

/** A nonce for the next proof: worth something for five minutes, to every process. */
export async function createDpopNonce(): Promise<string> {
  return new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime(`${NONCE_SECONDS}s`)
    .sign(nonceKey());
}

/**
 * Clients keep one nonce for each origin, and the token endpoint may have the same: a nonce that is
 * not ours does no harm to a proof whose time is right.
 */
async function requireRecent({ iat = 0, nonce }: { iat?: number; nonce?: unknown }): Promise<void> {
  if (Math.abs(Date.now() / 1000 - iat) <= CLOCK_SECONDS) return;
  if (nonce === undefined) throw new DpopError('use_dpop_nonce', 'the proof is not recent');
  await jwtVerify(String(nonce), nonceKey(), {
    algorithms: ['HS256'],
    requiredClaims: ['exp'],
  }).catch((cause: unknown) => {
    throw new DpopError('use_dpop_nonce', 'the nonce is not ours or has expired', { cause });
  });
}

function nonceKey(): Uint8Array {
  const secret = requireSecret('AUTH_SECRET');
  return new Uint8Array(hkdfSync('sha256', secret, '', 'tollgate api dpop nonce', 32));
}

/** The URL without query and fragment. */
function sameTarget(htu: string, url: string): boolean {
  if (!URL.canParse(htu)) return false;
  const [claimed, actual] = [new URL(htu), new URL(url)];
  return claimed.origin === actual.origin && claimed.pathname === actual.pathname;
}

function refuse(message: string, cause?: unknown): never {
  throw new DpopError('invalid_dpop_proof', message, { cause });
}
