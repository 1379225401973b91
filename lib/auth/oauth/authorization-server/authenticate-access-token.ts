import { z } from 'zod';
import { effectiveScopes } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import type { ClientContext } from '@/lib/http/client-context';
import type { HttpRequest } from '@/lib/http/http-message';
import { toPublicId } from '@/lib/public-id';
import { describeWorkload } from '../workload-federation/describe-workload';
import { isWorkloadClient } from '../workload-federation/workload-client';
import { clientIdOf } from './app-credentials';
import { describeMachine } from './describe-machine';
import { recallAccessToken } from './access-token-cache';
import { findAccessToken, type GrantInForce, touchGrant } from './stored-access-token.repository';
import { invalidToken, requireSender } from './require-sender';
import { resourceAt } from './resource';

export const ACCESS_TOKEN = /^tg_at_[0-9A-Za-z]{43}$/;

const tokenSchema = z.object({
  clientId: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  scope: z.string().default(''),
  exp: z.number(),
  jkt: z.string().optional(),
  'x5t#S256': z.string().optional(),
});

/** What a stored token must fit; the attack lab leaves one out in a copy. */
export type TokenChecks = {
  requireAudience(audience: string | string[], expected: string): void;
  requireSender: typeof requireSender;
  requireClient(grant: GrantInForce, clientId: string): void;
};

export const TOKEN_CHECKS: TokenChecks = { requireAudience, requireSender, requireClient };

/** Given out for a person. */
const grantedSchema = tokenSchema.extend({
  kind: z.literal('AccessToken'),
  grantId: z.uuid(),
  accountId: z.string(),
});

/** Given out to a machine, which must be bound to its certificate, or to a job by a trust rule. */
const machineSchema = tokenSchema.extend({ kind: z.literal('ClientCredentials') });

const payloadSchema = z.discriminatedUnion('kind', [grantedSchema, machineSchema]);

type Granted = z.infer<typeof grantedSchema>;

/**
 * Who an app acts for with this token. A revoked grant, a person who left the workspace or a narrower
 * role holds as soon as the database has told: see `recallAccessToken`.
 * @throws {ProblemError} 401 `invalid-token`, always with the same words; the reason is its cause.
 * @see RFC 6750 section 3.1, RFC 9449 section 7, RFC 8705 section 3
 */
export async function authenticateAccessToken(
  token: string,
  request: HttpRequest,
  context: ClientContext,
  checks: TokenChecks = TOKEN_CHECKS,
): Promise<Principal> {
  if (!ACCESS_TOKEN.test(token)) throw invalidToken('malformed');
  const stored = await recallAccessToken(token, findAccessToken);
  const parsed = payloadSchema.safeParse(stored?.payload);
  if (!parsed.success) throw invalidToken('unknown or expired');
  const payload = parsed.data;
  checks.requireAudience(payload.aud, resourceAt(request.path));
  await checks.requireSender(token, payload, request, context);
  const sender = senderOf(payload);
  if (payload.kind === 'AccessToken') {
    return { ...(await describeGranted(payload, stored?.grant, checks)), sender };
  }
  const holder = {
    clientId: payload.clientId,
    scopes: payload.scope.split(' '),
    expiresAt: new Date(payload.exp * 1000),
  };
  if (isWorkloadClient(payload.clientId)) {
    const job = await describeWorkload(holder, context.address);
    if (!job) throw invalidToken('the trust rule is gone, or does not allow this address');
    return job;
  }
  const thumbprint = payload['x5t#S256'];
  const machine =
    thumbprint === undefined ? null : await describeMachine({ ...holder, thumbprint });
  if (!machine) throw invalidToken('the machine client or its certificate is gone');
  return { ...machine, sender };
}

function senderOf({
  jkt,
  'x5t#S256': certificate,
}: z.infer<typeof tokenSchema>): Principal['sender'] {
  if (jkt !== undefined) return { kind: 'key', thumbprint: jkt };
  return certificate === undefined ? undefined : { kind: 'certificate', thumbprint: certificate };
}

async function describeGranted(
  payload: Granted,
  grant: GrantInForce | undefined,
  checks: TokenChecks,
): Promise<Principal> {
  if (grant?.id !== payload.grantId) throw invalidToken('the grant is not in force');
  const persons = [toPublicId('usr', grant.userId), grant.userId];
  if (!persons.includes(payload.accountId)) throw invalidToken("the grant is another person's");
  checks.requireClient(grant, payload.clientId);
  grant.lastUsedAt = await touchGrant(grant);
  const granted = payload.scope.split(' ').filter((scope) => grant.scopes.includes(scope));
  return {
    credential: 'oauth',
    credentialId: toPublicId('grt', grant.id),
    userId: grant.userId,
    workspaceId: grant.workspaceId,
    role: grant.role,
    mode: grant.mode,
    scopes: effectiveScopes(granted, grant.role),
    expiresAt: new Date(payload.exp * 1000),
    names: grant.names,
    authenticatedAt: grant.authenticatedAt,
  };
}

/** Attack: a grant that a person gave to one client, used by another that shares a gateway with it. */
function requireClient(grant: GrantInForce, clientId: string): void {
  if (clientIdOf({ ...grant, id: grant.appId }) === clientId) return;
  throw invalidToken("the grant is another app's");
}

/** Attack: a token that was handed out for a neighbour's API, with the same scope name in it. */
function requireAudience(audience: string | string[], expected: string): void {
  if (![audience].flat().includes(expected)) throw invalidToken('another audience');
}
