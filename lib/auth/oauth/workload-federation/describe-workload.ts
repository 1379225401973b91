import { effectiveScopes } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { compileAddressRanges } from '@/lib/http/address-range';
import { fromPublicId } from '@/lib/public-id';
import { findTrustRuleInForce } from './trust-rule.repository';

/**
 * Whom a job acts for: the workspace of its trust rule, in the role that the person who made the rule
 * has now. Read at each call, so that a token is worth nothing from the moment the rule is revoked.
 * @returns null where the rule is revoked or has expired, its maker left, or the address is not one of
 * the rule's.
 */
export async function describeWorkload(
  token: { clientId: string; scopes: readonly string[]; expiresAt: Date },
  address: string | null,
): Promise<Principal | null> {
  const uuid = fromPublicId('tru', token.clientId);
  const rule = uuid ? await findTrustRuleInForce(uuid) : null;
  if (!rule) return null;
  const { allowedCidrs } = rule;
  if (allowedCidrs.length > 0 && !compileAddressRanges(allowedCidrs)(address)) return null;
  const granted = token.scopes.filter((scope) => rule.scopes.includes(scope));
  return {
    credential: 'oauth',
    credentialId: token.clientId,
    userId: rule.userId,
    workspaceId: rule.workspaceId,
    role: rule.role,
    mode: rule.mode,
    scopes: effectiveScopes(granted, rule.role),
    expiresAt: token.expiresAt,
    names: rule.names,
  };
}
