import { requireScope } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { problem } from '@/lib/http/problem';
import { requeueDelivery } from './delivery.repository';
import { requireEnabledEndpoint } from './require-endpoint';
import { requireId } from './webhook-endpoint-input';
import { type DeliveryView, toDeliveryView } from './webhook-view';

/**
 * Sends a message again: the same id and body under a new timestamp, so a receiver that has handled
 * it before can tell.
 * @throws {ProblemError} 404; 409 `conflict` while the endpoint is off.
 */
export async function resendDelivery(
  principal: Principal,
  endpointId: string,
  deliveryId: string,
): Promise<DeliveryView> {
  requireScope(principal, 'webhooks:write');
  const { id } = await requireEnabledEndpoint(principal, endpointId);
  const row = await requeueDelivery(principal, id, requireId('whd', deliveryId));
  if (!row) throw problem('not-found');
  return toDeliveryView(row);
}
