import type { Principal } from '../principal';
import { findApiKeys } from './api-key.repository';
import { visibleApiKeys } from './api-key-policy';
import { type ApiKeyView, toApiKeyView } from './api-key-view';

/** The keys that the principal may see, newest first, revoked and expired ones too. */
export async function listApiKeys(principal: Principal): Promise<ApiKeyView[]> {
  const rows = await findApiKeys(visibleApiKeys(principal));
  return rows.map((row) => toApiKeyView(row));
}
