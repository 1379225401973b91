import { z } from 'zod';
import type { ApiKeyView } from '@/lib/auth/api-key/api-key-view';
import { textSchema } from '@/lib/http/text-schema';
import { modeOutput, timestampOutput } from './common-schema';

/** The pair that a key works with only. */
export const boundOutput = z
  .object({
    thumbprint: z.string().describe('RFC 7638, SHA-256, base64url.'),
    alg: z.enum(['ES256', 'Ed25519']),
  })
  .nullable()
  .describe('The key pair that the key works with only; null for a plain key.');

const MAX_PUBLIC_KEY = 2_000;

/** A public key: PEM or a JWK as text, or a JWK as it is. */
export const publicKeyInput = z
  .union([textSchema(MAX_PUBLIC_KEY), z.record(textSchema(40), z.unknown())])
  .transform((key) => (typeof key === 'string' ? key : JSON.stringify(key)))
  .describe('ES256 or Ed25519. The key then works only with a proof of the private half.');

export const apiKeyOutput = z.object({
  id: z.string().describe('The 8 characters inside the key.'),
  masked: z.string(),
  name: z.string(),
  mode: modeOutput,
  scopes: z.array(z.string()),
  status: z.enum(['active', 'expired', 'revoked']),
  allowed_cidrs: z.array(z.string()),
  created_at: timestampOutput,
  expires_at: timestampOutput,
  revoked_at: timestampOutput.nullable(),
  exposed_at: timestampOutput.nullable(),
  rolled_at: timestampOutput.nullable(),
  previous_works_until: timestampOutput.nullable(),
  last_used_at: timestampOutput.nullable(),
  last_used_address: z.string().nullable(),
  bound: boundOutput,
  owner: z.string().nullable(),
});

/** A key as the API shows it. */
export function apiKeyBody(view: ApiKeyView) {
  return {
    id: view.id,
    masked: view.masked,
    name: view.name,
    mode: view.mode,
    scopes: view.scopes,
    status: view.status,
    allowed_cidrs: view.allowedCidrs,
    created_at: view.createdAt,
    expires_at: view.expiresAt,
    revoked_at: view.revokedAt,
    exposed_at: view.exposedAt,
    rolled_at: view.rolledAt,
    previous_works_until: view.previousWorksUntil,
    last_used_at: view.lastUsedAt,
    last_used_address: view.lastUsedAddress,
    bound: view.bound,
    owner: view.ownerName,
  };
}
