import { requireScope } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { problem } from '@/lib/http/problem';
import { removeEndpointRow } from './endpoint.repository';
import { auditOf, requireId } from './webhook-endpoint-input';

/**
 * Removes an endpoint. From now on nothing is sent to it and nobody finds it; its secret and its
 * delivery log go some minutes later (`restoreEndpoint`).
 * @throws {ProblemError} 404 where the principal's workspace and mode have none with this id.
 */
export async function deleteEndpoint(principal: Principal, publicId: string): Promise<void> {
  requireScope(principal, 'webhooks:write');
  const id = requireId('whe', publicId);
  const removed = await removeEndpointRow(principal, id, auditOf(principal, id, 'deleted'));
  if (!removed) throw problem('not-found');
}
