import { requireEndpoint } from '@/lib/webhooks/find-endpoint';
import { updateEndpoint } from '@/lib/webhooks/update-endpoint';
import { defineEndpoint } from '../endpoint';
import {
  webhookEndpointBody,
  webhookEndpointChange,
  webhookEndpointOutput,
  webhookEndpointParams,
} from '../schemas/webhook-schema';

export const patchWebhookEndpoint = defineEndpoint({
  method: 'PATCH',
  path: '/api/v1/webhook-endpoints/{id}',
  operation: 'updateWebhookEndpoint',
  summary: 'Change a webhook endpoint, switch it off or on',
  scope: 'webhooks:write',
  params: webhookEndpointParams,
  body: webhookEndpointChange,
  answers: { 200: { description: 'As it is now.', schema: webhookEndpointOutput } },
  find: ({ principal, params }) => requireEndpoint(principal, params.id),
  async handle({ principal, params, body }) {
    return { body: webhookEndpointBody(await updateEndpoint(principal, params.id, body)) };
  },
});
