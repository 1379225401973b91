import { z } from 'zod';
import type { ApiKeyView } from '@/lib/auth/api-key/api-key-view';
import { modeOutput, timestampOutput } from './common-schema';

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
    owner: view.ownerName,
  };
}
