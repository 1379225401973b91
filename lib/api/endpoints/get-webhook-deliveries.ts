import { z } from 'zod';
import { pageQuery } from '@/lib/http/page';
import { listDeliveries } from '@/lib/webhooks/list-deliveries';
import { requireEndpoint } from '@/lib/webhooks/find-endpoint';
import { defineEndpoint } from '../endpoint';
import { pageOf } from '../schemas/common-schema';
import {
  webhookDeliveryBody,
  webhookDeliveryOutput,
  webhookEndpointParams,
} from '../schemas/webhook-schema';

export const getWebhookDeliveries = defineEndpoint({
  method: 'GET',
  path: '/api/v1/webhook-endpoints/{id}/deliveries',
  operation: 'listWebhookDeliveries',
  summary: 'The delivery log of an endpoint, newest first',
  scope: 'webhooks:read',
  params: webhookEndpointParams,
  query: z.strictObject(pageQuery),
  answers: { 200: { description: 'A page of deliveries.', schema: pageOf(webhookDeliveryOutput) } },
  find: ({ principal, params }) => requireEndpoint(principal, params.id),
  async handle({ principal, params, query }) {
    const page = await listDeliveries(principal, params.id, query);
    return { body: { ...page, data: page.data.map(webhookDeliveryBody) } };
  },
});
