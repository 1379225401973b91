import { createEndpoint } from '@/lib/webhooks/create-endpoint';
import { defineEndpoint } from '../endpoint';
import {
  webhookEndpointBody,
  webhookEndpointInput,
  webhookEndpointWithSecret,
} from '../schemas/webhook-schema';

export const postWebhookEndpoints = defineEndpoint({
  method: 'POST',
  path: '/api/v1/webhook-endpoints',
  operation: 'createWebhookEndpoint',
  summary: 'Create a webhook endpoint',
  description: 'Messages are signed by Standard Webhooks with a secret of the endpoint alone.',
  scope: 'webhooks:write',
  body: webhookEndpointInput,
  answerHoldsSecret: true,
  answers: { 201: { description: 'Created.', schema: webhookEndpointWithSecret } },
  async handle({ principal, body }) {
    const { view, secret } = await createEndpoint(principal, body);
    return { status: 201, body: { ...webhookEndpointBody(view), secret } };
  },
});
