import { sendTestEvent } from '@/lib/webhooks/send-test-event';
import { defineEndpoint } from '../endpoint';
import {
  webhookDeliveryBody,
  webhookDeliveryOut,
  webhookEndpointParams,
} from '../schemas/webhook-schema';

export const postWebhookTest = defineEndpoint({
  method: 'POST',
  path: '/api/v1/webhook-endpoints/{id}/test',
  operation: 'sendTestWebhook',
  summary: 'Send a webhook.test event to one endpoint',
  scope: 'webhooks:write',
  params: webhookEndpointParams,
  answers: { 202: { description: 'Queued.', schema: webhookDeliveryOut } },
  async handle({ principal, params }) {
    return { status: 202, body: webhookDeliveryBody(await sendTestEvent(principal, params.id)) };
  },
});
