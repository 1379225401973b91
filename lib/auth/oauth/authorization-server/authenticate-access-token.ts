import { z } from 'zod';
import { effectiveScopes } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { getEnv } from '@/lib/env';
import type { ClientContext } from '@/lib/http/client-context';
import type { HttpRequest } from '@/lib/http/http-message';
import { type ProblemError, problem } from '@/lib/http/problem';
import { findArtefact } from './artefact.repository';
import { findGrantInForce, touchGrant } from './grant.repository';
import { apiResource } from './resource';
import { verifyDpopProof } from './verify-dpop-proof';

export const ACCESS_TOKEN = /^tg_at_[0-9A-Za-z]{43}$/;

const payloadSchema = z.object({
  grantId: z.uuid(),
  clientId: z.string(),
  accountId: z.uuid(),
  aud: z.union([z.string(), z.array(z.string())]),
  scope: z.string().default(''),
  exp: z.number(),
  jkt: z.string().optional(),
});

/** What a stored token must fit; the attack lab leaves one out in a copy. */
export type TokenChecks = {
  requireAudience(audience: string | string[]): void;
  requireSender(token: string, thumbprint: string | undefined, request: HttpRequest): Promise<void>;
};

export const TOKEN_CHECKS: TokenChecks = { requireAudience, requireSender };

/**
 * Who an app acts for with this token. Looked up at each call, so a revoked grant, a person who left
 * the workspace or a narrower role holds at once.
 * @throws {ProblemError} 401 `invalid-token`, always with the same words; the reason is its cause.
 * @see RFC 6750 section 3.1, RFC 9449 section 7
 */
export async function authenticateAccessToken(
  token: string,
  request: HttpRequest,
  _context: ClientContext,
  checks: TokenChecks = TOKEN_CHECKS,
): Promise<Principal> {
  if (!ACCESS_TOKEN.test(token)) throw invalidToken('malformed');
  const stored = await findArtefact('AccessToken', { id: token });
  const parsed = payloadSchema.safeParse(stored?.payload);
  if (!parsed.success) throw invalidToken('unknown or expired');
  const payload = parsed.data;
  checks.requireAudience(payload.aud);
  await checks.requireSender(token, payload.jkt, request);
  const grant = await findGrantInForce(payload.grantId);
  if (!grant) throw invalidToken('the grant is not in force');
  if (grant.userId !== payload.accountId) throw invalidToken("the grant is another person's");
  await touchGrant(grant);
  const granted = payload.scope.split(' ').filter((scope) => grant.scopes.includes(scope));
  return {
    credential: 'oauth',
    credentialId: grant.id,
    userId: grant.userId,
    workspaceId: grant.workspaceId,
    role: grant.role,
    mode: grant.mode,
    scopes: effectiveScopes(granted, grant.role),
    expiresAt: new Date(payload.exp * 1000),
    names: grant.names,
  };
}

/** Attack: a token that was handed out for a neighbour's API, with the same scope name in it. */
function requireAudience(audience: string | string[]): void {
  if (![audience].flat().includes(apiResource())) throw invalidToken('another audience');
}

/**
 * Attack: a token that is bound to a key is stolen and sent as a plain bearer token. It needs the
 * DPoP scheme and a proof; a token without a key may not claim to have one.
 */
async function requireSender(
  token: string,
  thumbprint: string | undefined,
  request: HttpRequest,
): Promise<void> {
  const scheme = /^(\w+) /.exec(request.header('authorization') ?? '')?.[1]?.toLowerCase();
  if (thumbprint === undefined) {
    if (scheme !== 'bearer') throw invalidToken('not bound to a key');
    return;
  }
  if (scheme !== 'dpop') throw invalidToken('bound to a key, sent without proof', 'DPoP');
  const url = new URL(request.path, getEnv().APP_URL).toString();
  const expected = { token, thumbprint, method: request.method, url };
  await verifyDpopProof(request.header('dpop'), expected).catch((cause: unknown) => {
    throw invalidToken(cause, 'DPoP');
  });
}

/** The one refusal. @param cause why, for the log only. */
export function invalidToken(cause: unknown, scheme: 'Bearer' | 'DPoP' = 'Bearer'): ProblemError {
  const challenge = `${scheme} realm="tollgate", error="invalid_token"`;
  return problem('invalid-token', { headers: { 'www-authenticate': challenge }, cause });
}
