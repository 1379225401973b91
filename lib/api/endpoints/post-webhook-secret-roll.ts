import { requireEndpoint } from '@/lib/webhooks/find-endpoint';
import { rollWebhookSecret } from '@/lib/webhooks/roll-webhook-secret';
import { defineEndpoint } from '../endpoint';
import {
  webhookEndpointBody,
  webhookEndpointParams,
  webhookEndpointWithSecret,
  webhookSecretRoll,
} from '../schemas/webhook-schema';

export const postWebhookSecretRoll = defineEndpoint({
  method: 'POST',
  path: '/api/v1/webhook-endpoints/{id}/roll-secret',
  operation: 'rollWebhookSecret',
  summary: 'Give an endpoint a new signing secret',
  description: 'Both secrets sign until the overlap ends, so that a receiver misses nothing.',
  scope: 'webhooks:write',
  params: webhookEndpointParams,
  body: webhookSecretRoll,
  bodyOptional: true,
  answerHoldsSecret: true,
  answers: { 200: { description: 'Rolled.', schema: webhookEndpointWithSecret } },
  find: ({ principal, params }) => requireEndpoint(principal, params.id),
  async handle({ principal, params, body }) {
    const { view, secret } = await rollWebhookSecret(principal, params.id, body.overlap_seconds);
    return { body: { ...webhookEndpointBody(view), secret } };
  },
});
