import { requireScope } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { problem } from '@/lib/http/problem';
import { newId } from '@/lib/public-id';
import { writeWebhookPayload } from '@/lib/webhook-event';
import { insertDelivery, requeueDelivery } from './delivery.repository';
import { requireEnabledEndpoint } from './find-endpoint';
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

const MESSAGE = 'This is a test event. If its signature verifies, your receiver is ready.';

/**
 * Sends a `webhook.test` to one endpoint, whatever it subscribed to. It goes the way of every other
 * message: queued, signed, retried, logged.
 * @throws {ProblemError} 404; 409 `conflict` while the endpoint is off.
 */
export async function sendTestEvent(principal: Principal, publicId: string): Promise<DeliveryView> {
  requireScope(principal, 'webhooks:write');
  const { id: endpointId } = await requireEnabledEndpoint(principal, publicId);
  const { workspaceId, mode } = principal;
  const row = await insertDelivery({
    id: newId(),
    endpointId,
    workspaceId,
    mode,
    messageId: newId(),
    type: 'webhook.test',
    payload: writeWebhookPayload('webhook.test', mode, { message: MESSAGE }),
  });
  return toDeliveryView(row);
}
