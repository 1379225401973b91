import { requireScope } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { databaseNow } from '@/lib/database-clock.repository';
import { problem } from '@/lib/http/problem';
import { MAX_ENDPOINTS } from './create-endpoint';
import {
  deleteRemovedEndpoints,
  removeEndpointRow,
  restoreEndpointRow,
} from './endpoint.repository';
import { auditOf, requireId } from './webhook-endpoint-input';

/**
 * Removes an endpoint. From now on nothing is sent to it and no one finds it; its secret and its
 * delivery log go some minutes later (`restoreEndpoint`).
 * @throws {ProblemError} 404 where the principal's workspace and mode have none with this id.
 */
export async function deleteEndpoint(principal: Principal, publicId: string): Promise<void> {
  requireScope(principal, 'webhooks:write');
  const id = requireId('whe', publicId);
  const removed = await removeEndpointRow(principal, id, auditOf(principal, id, 'deleted'));
  if (!removed) throw problem('not-found');
}

/** How long a removed endpoint can be brought back. */
const UNDO_MS = 600_000;

/**
 * Brings back an endpoint that was just removed: secret, log, and what happened in between.
 * @see docs/decisions/0065-undo.md
 * @throws {ProblemError} 404 where there is none to bring back, or no room for it.
 */
export async function restoreEndpoint(principal: Principal, publicId: string): Promise<void> {
  requireScope(principal, 'webhooks:write');
  const id = requireId('whe', publicId);
  const audit = auditOf(principal, id, 'restored');
  if (!(await restoreEndpointRow(principal, id, MAX_ENDPOINTS, audit))) throw problem('not-found');
}

/** Deletes for good what was removed long enough ago. */
export async function forgetRemovedEndpoints(now?: Date): Promise<void> {
  return deleteRemovedEndpoints(new Date((now ?? (await databaseNow())).getTime() - UNDO_MS));
}
