import { requireScope } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { problem } from '@/lib/http/problem';
import { deleteEndpointRow } from './endpoint.repository';
import { auditOf, requireId } from './webhook-endpoint-input';

/**
 * Removes an endpoint with its secret and its delivery log.
 * @throws {ProblemError} 404 where the principal's workspace and mode have none with this id.
 */
export async function deleteEndpoint(principal: Principal, publicId: string): Promise<void> {
  requireScope(principal, 'webhooks:write');
  const id = requireId('whe', publicId);
  const deleted = await deleteEndpointRow(principal, id, auditOf(principal, id, 'deleted'));
  if (!deleted) throw problem('not-found');
}
