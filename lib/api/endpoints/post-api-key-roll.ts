import { z } from 'zod';
import { type RollOverlap, rollApiKey } from '@/lib/auth/api-key/roll-api-key';
import { problem } from '@/lib/http/problem';
import { defineEndpoint } from '../endpoint';
import { apiKeyBody, apiKeyOutput, publicKeyInput } from '../schemas/api-key-schema';

const overlaps = ['0', '1h', '24h', '7d'] as const satisfies RollOverlap[];

export const postApiKeyRoll = defineEndpoint({
  method: 'POST',
  path: '/api/v1/api-keys/current/roll',
  operation: 'rollCurrentApiKey',
  summary: 'Give the key of this request a new secret',
  description:
    'The new key is in the answer, once. The old one works until its overlap has passed, counted from the first use of the new one, and says so in Deprecation and Sunset.',
  scope: 'keys:write',
  body: z.strictObject({
    overlap: z.enum(overlaps).default('24h').describe('How long the old secret goes on.'),
    public_key: publicKeyInput
      .optional()
      .describe('Binds the new secret to this pair. Left out, it keeps the pair it has.'),
  }),
  bodyOptional: true,
  answerHoldsSecret: true,
  answers: {
    201: { description: 'Rolled.', schema: apiKeyOutput.extend({ key: z.string() }) },
  },
  async handle({ principal, body, credential }) {
    if (!credential.apiKey) throw problem('not-found');
    const { known, secret } = credential.apiKey;
    // Attack: twenty at once, or the old secret once more, would each leave a key behind.
    if (secret === 'previous') throw problem('conflict', { detail: 'Rolled already.' });
    const { key, view } = await rollApiKey(principal, known.id, {
      overlap: body.overlap,
      lastRolledAt: known.rolledAt,
      presentInUse: true,
      ...(body.public_key === undefined ? {} : { publicKey: body.public_key }),
    });
    return { status: 201, body: { key, ...apiKeyBody(view) } };
  },
});
