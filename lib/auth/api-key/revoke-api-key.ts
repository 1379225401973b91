import { nameActor } from '@/lib/audit/audit-actor';
import { afterCommit } from '@/lib/db';
import { problem } from '@/lib/http/problem';
import type { Principal } from '../principal';
import { findApiKey, revokeApiKeyTree } from './api-key.repository';
import { apiKeyCache } from './api-key-cache';
import { visibleApiKeys } from './api-key-policy';
import { type ApiKeyView, toApiKeyView } from './api-key-view';

/**
 * Ends a key now and forever, in every process: the table's trigger notifies them inside this
 * transaction. The keys that it made end with it. Revoking a revoked key changes nothing and answers the same.
 * @param id the 8 characters inside the key.
 * @throws {ProblemError} 404 `not-found` for a key that the principal may not see.
 */
export async function revokeApiKey(
  principal: Principal,
  id: string,
  reason = 'revoked by its owner',
): Promise<ApiKeyView> {
  const filter = visibleApiKeys(principal);
  const revoked = await revokeApiKeyTree(filter, id, reason, {
    action: 'api-key.revoked',
    ...nameActor(principal, { reason, by: principal.credential }),
  });
  // The notification takes a moment to come back here; the caller must not see the key work again.
  afterCommit(() => apiKeyCache.forget(id));
  const row = revoked ?? (await findApiKey(filter, id));
  if (!row) throw problem('not-found');
  return toApiKeyView(row);
}
