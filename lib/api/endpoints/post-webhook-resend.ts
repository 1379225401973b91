import { resendDelivery } from '@/lib/webhooks/resend-delivery';
import { defineEndpoint } from '../endpoint';
import {
  webhookDeliveryBody,
  webhookDeliveryOutput,
  webhookDeliveryParams,
} from '../schemas/webhook-schema';

export const postWebhookResend = defineEndpoint({
  method: 'POST',
  path: '/api/v1/webhook-endpoints/{id}/deliveries/{delivery_id}/resend',
  operation: 'resendWebhook',
  summary: 'Send a message again',
  description: 'The same id and body under a new timestamp and signature.',
  scope: 'webhooks:write',
  params: webhookDeliveryParams,
  answers: { 202: { description: 'Queued.', schema: webhookDeliveryOutput } },
  async handle({ principal, params }) {
    const { id, delivery_id: deliveryId } = params;
    return {
      status: 202,
      body: webhookDeliveryBody(await resendDelivery(principal, id, deliveryId)),
    };
  },
});
