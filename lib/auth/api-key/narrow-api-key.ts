import { nameActor } from '@/lib/audit/audit-actor';
import { problem } from '@/lib/http/problem';
import type { Principal } from '../principal';
import type { Scope } from '../scope';
import { changeApiKey, findApiKey } from './api-key.repository';
import { refuseFields, visibleApiKeys } from './api-key-policy';
import { type ApiKeyView, toApiKeyView } from './api-key-view';

/**
 * Takes scopes away from a key. Scopes are never added: a broader key is a new key.
 * @param scopes what stays.
 * @throws {ProblemError} 404, 403 `scope-escalation` for a scope that the key has not, 422 for none.
 */
export async function narrowApiKey(
  principal: Principal,
  id: string,
  scopes: readonly Scope[],
): Promise<ApiKeyView> {
  const filter = visibleApiKeys(principal);
  const row = await findApiKey(filter, id);
  if (!row) throw problem('not-found');
  if (scopes.length === 0) {
    refuseFields([{ pointer: '/scopes', detail: 'At least one stays. Else revoke the key.' }]);
  }
  const added = scopes.filter((scope) => !row.scopes.includes(scope));
  if (added.length > 0) {
    throw problem('scope-escalation', { detail: `The key does not have: ${added.join(', ')}.` });
  }
  const narrowed = await changeApiKey(
    filter,
    id,
    { scopes: { equals: row.scopes }, revokedAt: null },
    { scopes: [...scopes] },
    {
      action: 'api-key.narrowed',
      ...nameActor(principal, { from: row.scopes, to: [...scopes] }),
    },
  );
  if (!narrowed) throw problem('conflict');
  return toApiKeyView(narrowed);
}
