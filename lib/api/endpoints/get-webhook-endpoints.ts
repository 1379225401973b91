import { z } from 'zod';
import { pageQuery } from '@/lib/http/page';
import { listEndpoints } from '@/lib/webhooks/find-endpoint';
import { defineEndpoint } from '../endpoint';
import { pageOf } from '../schemas/common-schema';
import { webhookEndpointBody, webhookEndpointOutput } from '../schemas/webhook-schema';

export const getWebhookEndpoints = defineEndpoint({
  method: 'GET',
  path: '/api/v1/webhook-endpoints',
  operation: 'listWebhookEndpoints',
  summary: 'List webhook endpoints, newest first',
  scope: 'webhooks:read',
  query: z.strictObject(pageQuery),
  answers: { 200: { description: 'A page of endpoints.', schema: pageOf(webhookEndpointOutput) } },
  async handle({ principal, query }) {
    const page = await listEndpoints(principal, query);
    return { body: { ...page, data: page.data.map(webhookEndpointBody) } };
  },
});
