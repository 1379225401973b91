import { requireScope } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { newId } from '@/lib/public-id';
import { writeWebhookPayload } from '@/lib/webhook-event';
import { insertDelivery } from './delivery.repository';
import { requireEnabledEndpoint } from './require-endpoint';
import { type DeliveryView, toDeliveryView } from './webhook-view';

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
