import { getEndpoint } from '@/lib/webhooks/find-endpoint';
import { defineEndpoint } from '../endpoint';
import {
  webhookEndpointBody,
  webhookEndpointOutput,
  webhookEndpointParams,
} from '../schemas/webhook-schema';

export const getWebhookEndpoint = defineEndpoint({
  method: 'GET',
  path: '/api/v1/webhook-endpoints/{id}',
  operation: 'getWebhookEndpoint',
  summary: 'Read one webhook endpoint',
  scope: 'webhooks:read',
  params: webhookEndpointParams,
  answers: { 200: { description: 'The endpoint.', schema: webhookEndpointOutput } },
  async handle({ principal, params }) {
    return { body: webhookEndpointBody(await getEndpoint(principal, params.id)) };
  },
});
