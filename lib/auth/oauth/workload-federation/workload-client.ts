import type { ClientMetadata } from 'oidc-provider';
import { fromPublicId } from '@/lib/public-id';
import { isTrustRuleInForce } from './trust-rule.repository';

export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** Stands for the rule that is still to be found, where a job names none. */
export const ANY_RULE = 'workload';

/** Whether a client is a trust rule, or the stand-in for one. */
export function isWorkloadClient(clientId: string): boolean {
  return clientId === ANY_RULE || fromPublicId('tru', clientId) !== undefined;
}

/**
 * A trust rule as the library's client: it has no secret, since the job's token is the proof, and can
 * do nothing but exchange one.
 * @returns undefined for a rule that is revoked or has expired.
 */
export async function describeWorkloadClient(
  clientId: string,
): Promise<ClientMetadata | undefined> {
  const uuid = fromPublicId('tru', clientId);
  if (uuid && !(await isTrustRuleInForce(uuid))) return undefined;
  return {
    client_id: clientId,
    redirect_uris: [],
    response_types: [],
    grant_types: [TOKEN_EXCHANGE, JWT_BEARER],
    token_endpoint_auth_method: 'none',
  };
}
