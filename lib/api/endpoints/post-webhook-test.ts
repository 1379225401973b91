import { sendTestEvent } from '@/lib/webhooks/resend-delivery';
import { defineEndpoint } from '../endpoint';
import {
  webhookDeliveryBody,
  webhookDeliveryOutput,
  webhookEndpointParams,
} from '../schemas/webhook-schema';

export const postWebhookTest = defineEndpoint({
  method: 'POST',
  path: '/api/v1/webhook-endpoints/{id}/test',
  operation: 'sendTestWebhook',
  summary: 'Send a webhook.test event to one endpoint',
  scope: 'webhooks:write',
  params: webhookEndpointParams,
  answers: { 202: { description: 'Queued.', schema: webhookDeliveryOutput } },
  async handle({ principal, params }) {
    return { status: 202, body: webhookDeliveryBody(await sendTestEvent(principal, params.id)) };
  },
});
