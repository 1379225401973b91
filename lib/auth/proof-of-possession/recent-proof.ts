import { hkdfSync } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { requireSecret } from '@/lib/env';
import { ProofError } from './proof-error';
import { rememberProof } from './seen-proof.repository';

/** How far a clock may be off without a nonce, in both directions: as at the token endpoint. */
export const CLOCK_SECONDS = 300;
const NONCE_SECONDS = 300;

/** A nonce for the next proof: worth something for five minutes, to every process. */
export async function createProofNonce(): Promise<string> {
  return new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setJti(crypto.randomUUID())
    .setExpirationTime(`${NONCE_SECONDS}s`)
    .sign(nonceKey());
}

/**
 * A proof is recent by its time or, where the clock is wrong, by a nonce of ours. Clients keep one
 * nonce for each origin, and the token endpoint may have the same: a nonce that is not ours does no
 * harm to a proof whose time is right.
 * @param madeAt seconds since 1970, as the proof says.
 * @throws {ProofError} `not-recent`: the same proof with a nonce of ours would do.
 */
export async function requireRecent(madeAt: number, nonce: string | undefined): Promise<void> {
  const offSeconds = Math.round(Date.now() / 1000 - madeAt);
  if (Math.abs(offSeconds) <= CLOCK_SECONDS) return;
  if (nonce === undefined) {
    const way = offSeconds > 0 ? 'behind' : 'ahead of';
    const message = `The proof is not recent: its time is ${Math.abs(offSeconds)} s ${way} ours.`;
    throw new ProofError('not-recent', message);
  }
  await jwtVerify(nonce, nonceKey(), {
    algorithms: ['HS256'],
    requiredClaims: ['exp'],
  }).catch((cause: unknown) => {
    throw new ProofError('not-recent', 'The nonce is not ours or has expired.', { cause });
  });
}

/**
 * Attack: a proof is copied from a log and sent again within its window.
 * @param id unique to the proof, together with the thumbprint of its key.
 * @throws {ProofError} where it was accepted before.
 */
export async function requireFirstUse(thumbprint: string, id: string): Promise<void> {
  const expiresAt = new Date(Date.now() + (2 * CLOCK_SECONDS + NONCE_SECONDS) * 1000);
  const first = await rememberProof(`${thumbprint}\n${id}`, expiresAt);
  if (!first) throw new ProofError('invalid', 'The proof was used before.');
}

function nonceKey(): Uint8Array {
  const secret = requireSecret('AUTH_SECRET');
  return new Uint8Array(hkdfSync('sha256', secret, '', 'tollgate api dpop nonce', 32));
}
