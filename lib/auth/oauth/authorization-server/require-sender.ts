import { createHash } from 'node:crypto';
import { ProofError } from '@/lib/auth/proof-of-possession/proof-error';
import { createProofNonce } from '@/lib/auth/proof-of-possession/recent-proof';
import { DPOP_ALGORITHMS, verifyDpopProof } from '@/lib/auth/proof-of-possession/verify-dpop-proof';
import { getEnv } from '@/lib/env';
import type { ClientContext } from '@/lib/http/client-context';
import type { HttpRequest } from '@/lib/http/http-message';
import { type ProblemError, problem } from '@/lib/http/problem';

/** What a token is bound to, if anything. @see RFC 9449 section 6, RFC 8705 section 3 */
export type Binding = { jkt?: string | undefined; 'x5t#S256'?: string | undefined };

/**
 * Lets a bound token be used only by the one who it was given to.
 *
 * Attack: a token is stolen from a log or a proxy and sent by someone else. A bound one needs the
 * DPoP scheme and a proof of its key, or the connection with its certificate; a token without a key
 * may not claim to have one.
 * @throws {ProblemError} 401 `invalid-token`, `invalid-dpop-proof` or `dpop-nonce-required`.
 */
export async function requireSender(
  token: string,
  binding: Binding,
  request: HttpRequest,
  context: ClientContext,
): Promise<void> {
  const scheme = /^(\w+) /.exec(request.header('authorization') ?? '')?.[1]?.toLowerCase();
  requireCertificate(binding['x5t#S256'], context);
  if (binding.jkt === undefined) {
    if (scheme !== 'bearer') throw invalidToken('not bound to a key');
    return;
  }
  if (scheme !== 'dpop') throw invalidToken('bound to a key, sent without proof', 'DPoP');
  const url = new URL(request.path, getEnv().APP_URL).toString();
  const expected = { credential: token, thumbprint: binding.jkt, method: request.method, url };
  try {
    await verifyDpopProof(request.header('dpop'), expected);
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    throw await invalidProof(error);
  }
}

function requireCertificate(expected: string | undefined, { certificate }: ClientContext): void {
  if (expected === undefined) return;
  if (!certificate) throw invalidToken('bound to a certificate, sent without');
  const thumbprint = createHash('sha256').update(certificate.raw).digest('base64url');
  if (thumbprint !== expected) throw invalidToken('bound to another certificate');
}

/** The one refusal. @param cause why, for the log only. */
export function invalidToken(cause: unknown, scheme: 'Bearer' | 'DPoP' = 'Bearer'): ProblemError {
  const challenge = `${scheme} realm="tollgate", error="invalid_token"${scheme === 'DPoP' ? ALGS : ''}`;
  return problem('invalid-token', { headers: { 'www-authenticate': challenge }, cause });
}

const ALGS = `, algs="${DPOP_ALGORITHMS.join(' ')}"`;

/**
 * The token is good and its proof is not. A new token would not help, so the answer says what does.
 * @see RFC 9449 sections 7.1 and 9
 */
async function invalidProof(error: ProofError): Promise<ProblemError> {
  const notRecent = error.reason === 'not-recent';
  const code = notRecent ? 'use_dpop_nonce' : 'invalid_dpop_proof';
  const challenge = `DPoP realm="tollgate", error="${code}"${ALGS}`;
  const slug = notRecent ? 'dpop-nonce-required' : 'invalid-dpop-proof';
  return problem(slug, {
    headers: { 'www-authenticate': challenge, 'dpop-nonce': await createProofNonce() },
    cause: error,
  });
}
