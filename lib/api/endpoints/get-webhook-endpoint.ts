import { getEndpoint } from '@/lib/webhooks/list-endpoints';
import { defineEndpoint } from '../endpoint';
import {
  webhookEndpointBody,
  webhookEndpointOut,
  webhookEndpointParams,
} from '../schemas/webhook-schema';

export const getWebhookEndpoint = defineEndpoint({
  method: 'GET',
  path: '/api/v1/webhook-endpoints/{id}',
  operation: 'getWebhookEndpoint',
  summary: 'Read one webhook endpoint',
  scope: 'webhooks:read',
  params: webhookEndpointParams,
  answers: { 200: { description: 'The endpoint.', schema: webhookEndpointOut } },
  async handle({ principal, params }) {
    return { body: webhookEndpointBody(await getEndpoint(principal, params.id)) };
  },
});
