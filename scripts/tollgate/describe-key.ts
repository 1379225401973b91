import type { ApiKeyView } from '@/lib/auth/api-key/api-key-view';

/** A key as `--json` prints it, without its secret. */
export function describeKey(view: ApiKeyView) {
  return {
    id: view.id,
    masked: view.masked,
    name: view.name,
    mode: view.mode,
    scopes: view.scopes,
    status: view.status,
    allowed_cidrs: view.allowedCidrs,
    rate_limit: view.rateLimit,
    created_at: view.createdAt,
    expires_at: view.expiresAt,
    revoked_at: view.revokedAt,
    last_used_at: view.lastUsedAt,
    owner: view.ownerName,
  };
}
