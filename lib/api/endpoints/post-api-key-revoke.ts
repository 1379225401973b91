import { z } from 'zod';
import { API_KEY_ID } from '@/lib/auth/api-key/key-format';
import { revokeApiKey } from '@/lib/auth/api-key/revoke-api-key';
import { defineEndpoint } from '../endpoint';
import { apiKeyBody, apiKeyOutput } from '../schemas/api-key-schema';

export const postApiKeyRevoke = defineEndpoint({
  method: 'POST',
  path: '/api/v1/api-keys/{id}/revoke',
  operation: 'revokeApiKey',
  summary: 'Revoke a key, in every process at once',
  scope: 'keys:write',
  params: z.object({
    id: z
      .union([z.literal('current'), z.string().regex(API_KEY_ID)])
      .describe('The 8 characters inside the key, or `current` for the key of this request.'),
  }),
  answers: { 200: { description: 'Revoked.', schema: apiKeyOutput } },
  async handle({ principal, params }) {
    const id = params.id === 'current' ? principal.credentialId : params.id;
    const view = await revokeApiKey(principal, id, 'revoked by the API');
    return { body: apiKeyBody(view) };
  },
});
