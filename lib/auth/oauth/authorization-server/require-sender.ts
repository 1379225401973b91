import { createHash } from 'node:crypto';
import { getEnv } from '@/lib/env';
import type { ClientContext } from '@/lib/http/client-context';
import type { HttpRequest } from '@/lib/http/http-message';
import { type ProblemError, problem } from '@/lib/http/problem';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';
import { rememberOnce } from './artefact.repository';

/** What a token is bound to, if anything. @see RFC 9449 section 6, RFC 8705 section 3 */
export type Binding = { jkt?: string | undefined; 'x5t#S256'?: string | undefined };

/**
 * Lets a bound token be used only by the one who it was given to.
 *
 * Attack: a token is stolen from a log or a proxy and sent by somebody else. A bound one needs the
 * DPoP scheme and a proof of its key, or the connection with its certificate; a token without a key
 * may not claim to have one.
 * @throws {ProblemError} 401 `invalid-token`.
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
  const expected = { token, thumbprint: binding.jkt, method: request.method, url };
  await verifyDpopProof(request.header('dpop'), expected).catch((cause: unknown) => {
    throw invalidToken(cause, 'DPoP');
  });
}

function requireCertificate(expected: string | undefined, { certificate }: ClientContext): void {
  if (expected === undefined) return;
  if (!certificate) throw invalidToken('bound to a certificate, sent without');
  const thumbprint = createHash('sha256').update(certificate.raw).digest('base64url');
  if (thumbprint !== expected) throw invalidToken('bound to another certificate');
}

/** The one refusal. @param cause why, for the log only. */
export function invalidToken(cause: unknown, scheme: 'Bearer' | 'DPoP' = 'Bearer'): ProblemError {
  const challenge = `${scheme} realm="tollgate", error="invalid_token"`;
  return problem('invalid-token', { headers: { 'www-authenticate': challenge }, cause });
}

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
