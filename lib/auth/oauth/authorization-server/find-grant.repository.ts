import type { Role } from '@/lib/auth/principal';
import { db } from '@/lib/db';
import { APP_OF_GRANT, type GrantNames, type GrantOfApp, live } from './grant.repository';

/** A live grant with the role that its person has in its workspace at this moment. */
export async function findGrantInForce(
  id: string,
  now = new Date(),
): Promise<(GrantOfApp & { role: Role; names: GrantNames }) | null> {
  const grant = await db().oAuthGrant.findFirst({
    where: { id, ...live(now) },
    include: {
      ...APP_OF_GRANT,
      user: { select: { name: true } },
      workspace: { select: { name: true, memberships: { where: { suspendedAt: null } } } },
    },
  });
  const membership = grant?.workspace.memberships.find(({ userId }) => userId === grant.userId);
  if (!grant || !membership) return null;
  const names = {
    user: grant.user.name,
    workspace: grant.workspace.name,
    credential: nameApp(grant.app),
  };
  return { ...grant, role: membership.role, names };
}

/** The name of an app, and for a client that no one registered here its host, which cannot be made up. */
function nameApp({ name, metadataUrl }: GrantOfApp['app']): string {
  return metadataUrl ? `${name} (${new URL(metadataUrl).host})` : name;
}

export type ConnectedAppRow = GrantOfApp & {
  workspace: { name: string };
};

export async function findGrantsOfUser(userId: string): Promise<ConnectedAppRow[]> {
  return db().oAuthGrant.findMany({
    where: { userId, ...live(new Date()) },
    include: { ...APP_OF_GRANT, workspace: { select: { name: true } } },
    orderBy: [{ app: { name: 'asc' } }, { appId: 'asc' }, { createdAt: 'desc' }],
  });
}
