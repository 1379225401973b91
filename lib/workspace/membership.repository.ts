import { db } from '@/lib/db';

/** The people of a workspace, owners first, then by when they joined. */
export function findMembers(workspaceId: string) {
  return db().membership.findMany({
    where: { workspaceId },
    orderBy: [{ role: 'asc' }, { createdAt: 'asc' }, { userId: 'asc' }],
    select: {
      role: true,
      createdAt: true,
      user: { select: { id: true, name: true, email: true } },
    },
  });
}
