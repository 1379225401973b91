import { z } from 'zod';
import { boundKeyOf } from '@/lib/auth/api-key/authenticate-api-key';
import { describeBinding } from '@/lib/auth/proof-of-possession/public-key';
import type { Principal } from '@/lib/auth/principal';
import { toPublicId } from '@/lib/public-id';
import type { AuthenticatedCredential } from '../credential-schemes';
import { defineEndpoint } from '../endpoint';
import { modeOutput, timestampOutput } from '../schemas/common-schema';

export const getMe = defineEndpoint({
  method: 'GET',
  path: '/api/v1/me',
  operation: 'getMe',
  summary: 'Who am I, with which credential, and what may it do?',
  scope: null,
  answers: {
    200: {
      description: 'The caller.',
      schema: z.object({
        user: z.object({ id: z.string(), name: z.string().nullable() }),
        workspace: z.object({ id: z.string(), name: z.string().nullable() }),
        role: z.enum(['owner', 'member']),
        credential: z.object({
          type: z.enum(['api-key', 'oauth', 'session', 'operator']),
          id: z.string(),
          name: z.string().nullable(),
        }),
        mode: modeOutput,
        scopes: z.array(z.string()).describe('What the credential may do now.'),
        expires_at: timestampOutput.nullable(),
        bound: z
          .object({
            kind: z.enum(['key', 'certificate']),
            thumbprint: z.string().describe('SHA-256, base64url: RFC 7638, or of the certificate.'),
            alg: z.enum(['ES256', 'Ed25519']).nullable().describe('Null for access tokens.'),
          })
          .nullable()
          .describe('What the credential works with only; null for a plain one.'),
      }),
    },
  },
  async handle({ principal, credential }) {
    const { names } = principal;
    const body = {
      user: { id: toPublicId('usr', principal.userId), name: names?.user ?? null },
      workspace: { id: toPublicId('wsp', principal.workspaceId), name: names?.workspace ?? null },
      role: principal.role,
      credential: {
        type: principal.credential,
        id: principal.credentialId,
        name: names?.credential ?? null,
      },
      mode: principal.mode,
      scopes: [...principal.scopes],
      expires_at: principal.expiresAt,
      bound: describeBound(principal, credential),
    };
    return { body };
  },
});

function describeBound({ sender }: Principal, { apiKey }: AuthenticatedCredential) {
  if (sender) return { ...sender, alg: null };
  const binding = apiKey ? describeBinding(boundKeyOf(apiKey)) : null;
  return binding && { kind: 'key' as const, ...binding };
}
