import { z } from 'zod';
import { API_KEY_MAX_DAYS } from '@/lib/auth/api-key/api-key-policy';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { ALL_SCOPES, type Scope } from '@/lib/auth/scope';
import { textSchema } from '@/lib/http/text-schema';
import { defineEndpoint } from '../endpoint';
import { apiKeyBody, apiKeyOutput, publicKeyInput } from '../schemas/api-key-schema';

const SCOPE_NAMES = z.enum(ALL_SCOPES as [Scope, ...Scope[]]);

export const postApiKeys = defineEndpoint({
  method: 'POST',
  path: '/api/v1/api-keys',
  operation: 'createApiKey',
  summary: 'Make a key that can do less than the one of this request',
  description:
    'Scopes, addresses and expiry must lie within those of the key that asks; its mode and rate limit are inherited, and it is revoked with it. A key that is bound to a key pair makes keys of that pair. Broader keys are made in Settings. The key is in the answer, once.',
  scope: 'keys:write',
  body: z.strictObject({
    name: textSchema(80),
    scopes: z.array(SCOPE_NAMES).min(1),
    expires_in_days: z.int().min(1).max(API_KEY_MAX_DAYS).optional(),
    allowed_cidrs: z.array(textSchema(64)).max(50).optional(),
    public_key: publicKeyInput.optional(),
  }),
  answerHoldsSecret: true,
  answers: { 201: { description: 'Made.', schema: apiKeyOutput.extend({ key: z.string() }) } },
  async handle({ principal, body }) {
    const days = body.expires_in_days;
    const { key, view } = await issueApiKey(principal, {
      name: body.name,
      scopes: body.scopes,
      mode: principal.mode,
      ...(days === undefined ? { expiresAt: principal.expiresAt } : { expiresInDays: days }),
      allowedCidrs: body.allowed_cidrs ?? [],
      ...(body.public_key === undefined ? {} : { publicKey: body.public_key }),
    });
    return { status: 201, body: { key, ...apiKeyBody(view) } };
  },
});
