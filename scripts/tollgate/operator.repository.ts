import { db } from '@/lib/db';
import type { Membership, User, Workspace } from '@/prisma/generated/client';

export type FoundUser = User & { memberships: (Membership & { workspace: Workspace })[] };

/** Users whose e-mail address, its part before the @, or id is `text`. */
export function findUsers(text: string): Promise<FoundUser[]> {
  const byId = /^[0-9a-f-]{36}$/.test(text) ? [{ id: text }] : [];
  return db().user.findMany({
    where: { OR: [...byId, { email: text }, { email: { startsWith: `${text}@` } }] },
    include: { memberships: { include: { workspace: true }, orderBy: { createdAt: 'asc' } } },
    take: 2,
  });
}
