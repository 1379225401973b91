import type { ApiKeyView } from '@/lib/auth/api-key/api-key-view';
import { listApiKeys } from '@/lib/auth/api-key/list-api-keys';
import type { Principal } from '@/lib/auth/principal';
import type { Scope } from '@/lib/auth/scope';
import { findUsedScopes } from './request-log.repository';

const DAY_MS = 86_400_000;

export type ScopeAdvice = { key: ApiKeyView; used: Scope[]; unused: Scope[] };

/**
 * Keys that have scopes which they have not used in 30 days, for a button that narrows them
 * (`narrowApiKey`). A younger key gets no advice yet, and one that used nothing at all is for the
 * person to judge: `used` is empty then.
 */
export async function adviseUnusedScopes(
  principal: Principal,
  { days = 30, now = new Date() } = {},
): Promise<ScopeAdvice[]> {
  const since = new Date(now.getTime() - days * DAY_MS);
  const keys = (await listApiKeys(principal)).filter(
    (key) => key.status === 'active' && key.createdAt <= since,
  );
  const usedByKey = await findUsedScopes(
    principal.workspaceId,
    keys.map((key) => key.id),
    since,
  );
  return keys.flatMap((key) => {
    const names = usedByKey.get(key.id) ?? new Set();
    const unused = key.scopes.filter((scope) => !names.has(scope));
    if (unused.length === 0) return [];
    return [{ key, used: key.scopes.filter((scope) => names.has(scope)), unused }];
  });
}
