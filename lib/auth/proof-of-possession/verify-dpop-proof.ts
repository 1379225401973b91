import { hash } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { ProofError } from './proof-error';
import type { PublicJwk } from './public-key';
import { requireFirstUse, requireRecent } from './recent-proof';

export const DPOP_ALGORITHMS = ['ES256', 'EdDSA', 'Ed25519'] as const;

/** What a proof must be for. */
export type ExpectedProof = {
  /** The access token or API key that the proof accompanies. */
  credential: string;
  /** RFC 7638 thumbprint of the key that it is bound to. */
  thumbprint: string;
  /** That key, where it is known: it is then imported once, and not for each proof. */
  jwk?: PublicJwk;
  method: string;
  url: string;
};

/**
 * Verifies that the sender of a bound credential holds its key, for this very request and only once.
 * A proof is recent by its time, or, where the clock is wrong, by a nonce of ours.
 * @param firstUse for the attack lab alone.
 * @throws {ProofError} `not-recent` where a nonce would help, else `invalid`: missing, wrong, for
 * another key, credential or request, or seen before.
 * @see RFC 9449 sections 4.3, 8 and 9
 */
export async function verifyDpopProof(
  proof: string | null,
  expected: ExpectedProof,
  firstUse = requireFirstUse,
): Promise<void> {
  if (!proof || proof.includes(',')) refuse('Exactly one DPoP header is needed.');
  const { payload } = await jwtVerify(proof, keyOf(expected), {
    typ: 'dpop+jwt',
    algorithms: [...DPOP_ALGORITHMS],
    requiredClaims: ['iat', 'jti', 'htm', 'htu', 'ath'],
  }).catch((cause: unknown) => {
    if (cause instanceof ProofError) throw cause;
    return refuse(`The proof is not valid: ${reasonOf(cause)}.`, cause);
  });
  const { ath, htm, htu, iat = 0, nonce, jti } = payload;
  if (ath !== hash('sha256', expected.credential, 'base64url')) {
    refuse('The proof is for another credential: ath is not its SHA-256 in base64url.');
  }
  if (htm !== expected.method) refuse(`The proof is for another method: htm, ${expected.method}.`);
  if (typeof htu !== 'string' || !sameTarget(htu, expected.url)) {
    refuse(`The proof is for another URL: htu should be ${withoutQuery(expected.url)}.`);
  }
  await requireRecent(iat, nonce === undefined ? undefined : String(nonce));
  await firstUse(expected.thumbprint, `dpop ${jti}`);
}

/** The key of the header, which has to be the one that the credential is bound to. */
function keyOf({ thumbprint, jwk }: ExpectedProof): JWTVerifyGetKey {
  return async (header, token) => {
    if (!header.jwk || (await calculateJwkThumbprint(header.jwk)) !== thumbprint) {
      refuse('The proof is signed by another key than the one that the credential is bound to.');
    }
    return jwk ?? EmbeddedJWK(header, token);
  };
}

/** jose's own words: they name the claim or the step, and quote nothing of the proof. */
function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : 'it cannot be read';
}

function sameTarget(htu: string, url: string): boolean {
  return URL.canParse(htu) && withoutQuery(htu) === withoutQuery(url);
}

function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

function refuse(message: string, cause?: unknown): never {
  throw new ProofError('invalid', message, { cause });
}
