import type { Principal } from '@/lib/auth/principal';
import { ALL_SCOPES } from '@/lib/auth/scope';
import { db } from '@/lib/db';

/**
 * The operator in the workspace of a key.
 * @throws {Error} one sentence, where there is no such key.
 */
export async function operatorForKey(id: string): Promise<Principal> {
  const key = await db().apiKey.findUnique({ where: { id } });
  if (!key) throw new Error(`There is no key "${id}". Give the 8 characters after tg_…_.`);
  const { workspaceId, userId, mode } = key;
  return {
    credential: 'operator',
    credentialId: 'operator',
    userId,
    workspaceId,
    role: 'owner',
    mode,
    scopes: new Set(ALL_SCOPES),
    expiresAt: null,
  };
}
