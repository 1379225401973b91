import { z } from 'zod';
import { listApiKeyPage } from '@/lib/auth/api-key/list-api-keys';
import { defineEndpoint } from '../endpoint';
import { apiKeyBody, apiKeyOutput } from '../schemas/api-key-schema';
import { pageOf } from '../schemas/common-schema';
import { pageQuery } from '@/lib/http/page';

export const getApiKeys = defineEndpoint({
  method: 'GET',
  path: '/api/v1/api-keys',
  operation: 'listApiKeys',
  summary: 'List API keys, newest first; secrets are never shown again',
  scope: 'keys:read',
  query: z.strictObject(pageQuery),
  answers: { 200: { description: 'A page of keys.', schema: pageOf(apiKeyOutput) } },
  async handle({ principal, query }) {
    const page = await listApiKeyPage(principal, query);
    return { body: { data: page.data.map(apiKeyBody), next_cursor: page.next_cursor } };
  },
});
