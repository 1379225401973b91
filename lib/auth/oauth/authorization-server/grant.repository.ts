import { appendAuditEvent } from '@/lib/audit/audit-event.repository';
import type { Mode, Role } from '@/lib/auth/principal';
import { db } from '@/lib/db';
import { toPublicId } from '@/lib/public-id';
import type { Prisma } from '@/prisma/generated/client';

export type GrantRow = {
  id: string;
  appId: string;
  userId: string;
  workspaceId: string;
  mode: Mode;
  scopes: string[];
  declinedScopes: string[];
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | null;
};

/** What a person calls what a grant joins. */
export type GrantNames = { user: string | null; workspace: string; credential: string };

export type NewGrant = Omit<GrantRow, 'createdAt' | 'lastUsedAt'>;

const TOUCH_INTERVAL_MS = 60_000;

const live = (now: Date): Prisma.OAuthGrantWhereInput => ({
  revokedAt: null,
  expiresAt: { gt: now },
});

/** Stores a grant beside whatever there is. */
export async function insertGrant(grant: NewGrant): Promise<void> {
  await db().oAuthGrant.create({ data: grant });
}

/** Stores what a person allowed, in place of what they allowed the app before for this data. */
export async function replaceGrant(grant: NewGrant): Promise<void> {
  const { id, appId, userId, workspaceId, mode, scopes } = grant;
  await db().$transaction(async (transaction) => {
    const earlier = await transaction.oAuthGrant.findMany({
      where: { appId, userId, workspaceId, mode, ...live(new Date()) },
      select: { id: true },
    });
    await transaction.oAuthGrant.create({ data: grant });
    for (const row of earlier) await endGrant(transaction, row.id);
    await appendAuditEvent(transaction, {
      workspaceId,
      mode,
      actor: toPublicId('usr', userId),
      action: 'oauth-app.connected',
      object: toPublicId('app', appId),
      detail: { grant: toPublicId('grt', id), scopes },
    });
  });
}

/** A grant that was neither revoked nor has ended. */
export async function findLiveGrant(id: string, now = new Date()): Promise<GrantRow | null> {
  return db().oAuthGrant.findFirst({ where: { id, ...live(now) } });
}

/** The same with the role that its person has in its workspace at this moment. */
export async function findGrantInForce(
  id: string,
  now = new Date(),
): Promise<(GrantRow & { role: Role; names: GrantNames }) | null> {
  const grant = await db().oAuthGrant.findFirst({
    where: { id, ...live(now) },
    include: {
      app: { select: { name: true } },
      user: { select: { name: true } },
      workspace: { select: { name: true, memberships: true } },
    },
  });
  const membership = grant?.workspace.memberships.find(({ userId }) => userId === grant.userId);
  if (!grant || !membership) return null;
  const names = {
    user: grant.user.name,
    workspace: grant.workspace.name,
    credential: grant.app.name,
  };
  return { ...grant, role: membership.role, names };
}

/** Who ended a grant: its person, or the server itself, as after the second use of a code or token. */
export type GrantEnd = 'person' | 'authorization-server';

/** Ends a grant and deletes all that was handed out for it, in one step. */
export async function revokeGrantById(
  id: string,
  by: GrantEnd = 'authorization-server',
): Promise<void> {
  await db().$transaction(async (transaction) => {
    if (!(await endGrant(transaction, id))) return;
    const grant = await transaction.oAuthGrant.findUniqueOrThrow({ where: { id } });
    const { appId, userId, workspaceId, mode } = grant;
    await appendAuditEvent(transaction, {
      workspaceId,
      mode,
      actor: by === 'person' ? toPublicId('usr', userId) : by,
      action: 'oauth-app.disconnected',
      object: toPublicId('app', appId),
      detail: { grant: toPublicId('grt', id), user: toPublicId('usr', userId) },
    });
  });
}

async function endGrant(transaction: Prisma.TransactionClient, id: string): Promise<boolean> {
  const { count } = await transaction.oAuthGrant.updateMany({
    where: { id, revokedAt: null },
    data: { revokedAt: new Date() },
  });
  await transaction.oAuthArtefact.deleteMany({ where: { grantId: id } });
  return count > 0;
}

/** Whether it was the person's and in force. */
export async function revokeGrantOfUser(userId: string, id: string): Promise<boolean> {
  const owned = await db().oAuthGrant.findFirst({ where: { id, userId, ...live(new Date()) } });
  if (owned) await revokeGrantById(id, 'person');
  return owned !== null;
}

export type ConnectedAppRow = GrantRow & {
  app: { name: string };
  workspace: { name: string };
};

export async function findGrantsOfUser(userId: string): Promise<ConnectedAppRow[]> {
  return db().oAuthGrant.findMany({
    where: { userId, ...live(new Date()) },
    include: { app: { select: { name: true } }, workspace: { select: { name: true } } },
    orderBy: { createdAt: 'desc' },
  });
}

/** Notes that a grant is used, at most once a minute. */
export async function touchGrant(grant: GrantRow, now = new Date()): Promise<void> {
  const last = grant.lastUsedAt?.getTime() ?? 0;
  if (now.getTime() - last < TOUCH_INTERVAL_MS) return;
  await db().oAuthGrant.updateMany({ where: { id: grant.id }, data: { lastUsedAt: now } });
}
