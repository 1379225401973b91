import type { Principal } from '@/lib/auth/principal';
import { ALL_SCOPES } from '@/lib/auth/scope';
import { db } from '@/lib/db';
import type { Membership, User, Workspace } from '@/prisma/generated/client';

type FoundUser = User & { memberships: (Membership & { workspace: Workspace })[] };

/** Users whose e-mail address, its part before the @, or id is `text`. */
export function findUsers(text: string): Promise<FoundUser[]> {
  const byId = /^[0-9a-f-]{36}$/.test(text) ? [{ id: text }] : [];
  return db().user.findMany({
    where: { OR: [...byId, { email: text }, { email: { startsWith: `${text}@` } }] },
    include: { memberships: { include: { workspace: true }, orderBy: { createdAt: 'asc' } } },
    take: 2,
  });
}

/**
 * Ends sessions at once, by hand of the operator.
 * @param userId whose; everyone's where left out.
 * @returns how many there were.
 */
export async function endSessions(userId?: string): Promise<number> {
  const { count } = await db().session.deleteMany({ where: userId ? { userId } : {} });
  return count;
}

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
