import { deleteEndpoint } from '@/lib/webhooks/delete-endpoint';
import { defineEndpoint } from '../endpoint';
import { webhookEndpointParams } from '../schemas/webhook-schema';

export const deleteWebhookEndpoint = defineEndpoint({
  method: 'DELETE',
  path: '/api/v1/webhook-endpoints/{id}',
  operation: 'deleteWebhookEndpoint',
  summary: 'Delete a webhook endpoint with its secret and its delivery log',
  scope: 'webhooks:write',
  params: webhookEndpointParams,
  answers: { 204: { description: 'Deleted.' } },
  async handle({ principal, params }) {
    await deleteEndpoint(principal, params.id);
    return { status: 204 };
  },
});
