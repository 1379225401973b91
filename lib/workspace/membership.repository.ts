import { appendAuditEvent, type AuditEntry } from '@/lib/audit/audit-event.repository';
import type { Role } from '@/lib/auth/principal';
import { db } from '@/lib/db';
import { emitWebhookEvent } from '@/lib/emit-webhook-event.repository';
import { newId } from '@/lib/public-id';
import type { Prisma } from '@/prisma/generated/client';

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

/** Every change of who belongs to a workspace waits for the one before it. */
export async function lockWorkspace(
  transaction: Prisma.TransactionClient,
  workspaceId: string,
): Promise<void> {
  await transaction.$queryRaw`select id from workspace where id = ${workspaceId}::uuid for update`;
}

/** Whether someone owns a workspace at this moment. */
export async function isOwner(
  transaction: Prisma.TransactionClient,
  workspaceId: string,
  userId: string,
): Promise<boolean> {
  const where = { workspaceId, userId, role: 'owner' as const };
  return (await transaction.membership.count({ where })) === 1;
}

/**
 * What came of a change: `not-owner` is about who asks, `last-owner` and `exempt-owner` about whom it
 * is for.
 */
export type MembershipChange = 'changed' | 'none' | 'not-owner' | 'last-owner' | 'exempt-owner';

type Change = {
  workspaceId: string;
  /** Who asks. */
  by: string;
  /** Whom it is about. */
  userId: string;
  audit: AuditEntry;
};

/**
 * Attack: two owners remove each other at the same moment, or each demotes the other, and no one owns
 * the workspace. Behind the lock the second one is no owner any more.
 */
async function checkChange(
  transaction: Prisma.TransactionClient,
  { workspaceId, by, userId }: Change,
  leavesOwners: boolean,
): Promise<MembershipChange> {
  await lockWorkspace(transaction, workspaceId);
  if (by !== userId && !(await isOwner(transaction, workspaceId, by))) return 'not-owner';
  const member = await transaction.membership.findUnique({
    where: { workspaceId_userId: { workspaceId, userId } },
  });
  if (!member) return 'none';
  if (member.role !== 'owner' || !leavesOwners) return 'changed';
  // Single sign-on is required by this owner, who alone can sign in when the provider does not answer.
  const requires = { workspaceId, requiredById: userId };
  if ((await transaction.companyProvider.count({ where: requires })) > 0) return 'exempt-owner';
  // An owner whom the company's provider can suspend does not keep the workspace in anyone's hands.
  const others = {
    workspaceId,
    role: 'owner' as const,
    userId: { not: userId },
    user: { companyMember: null },
  };
  return (await transaction.membership.count({ where: others })) > 0 ? 'changed' : 'last-owner';
}

/** Gives a member another role, with its audit row. The last owner stays one. */
export function updateRole(change: Change & { role: Role }): Promise<MembershipChange> {
  return db().$transaction(async (transaction) => {
    const { workspaceId, userId, role, audit } = change;
    const outcome = await checkChange(transaction, change, role !== 'owner');
    if (outcome !== 'changed') return outcome;
    const where = { workspaceId, userId, role: { not: role } };
    const { count } = await transaction.membership.updateMany({ where, data: { role } });
    if (count === 1) await appendAuditEvent(transaction, audit);
    return 'changed';
  });
}

/**
 * Takes a member out, and with them every credential that they made here. Anyone who belongs nowhere
 * afterwards gets an empty workspace of their own, unless their account is a company's.
 */
export function deleteMembership(change: Change & { reason: string }): Promise<MembershipChange> {
  return db().$transaction(async (transaction) => {
    const { workspaceId, userId, audit, reason } = change;
    const outcome = await checkChange(transaction, change, true);
    if (outcome !== 'changed') return outcome;
    await endCredentials(transaction, { workspaceId, userId, reason });
    await transaction.membership.delete({
      where: { workspaceId_userId: { workspaceId, userId } },
    });
    const left = { userId, workspace: { sandbox: false } };
    const byCompany = await transaction.companyMember.count({ where: { userId } });
    if (byCompany === 0 && (await transaction.membership.count({ where: left })) === 0) {
      const user = await transaction.user.findUnique({ where: { id: userId } });
      const name = `${user?.name ?? 'Someone'}'s workspace`;
      const workspace = { create: { id: newId(), name } };
      await transaction.membership.create({
        data: { user: { connect: { id: userId } }, role: 'owner', workspace },
      });
    }
    await appendAuditEvent(transaction, audit);
    return 'changed';
  });
}

/**
 * Ends what someone who leaves could still call the workspace with: their keys, what apps were
 * allowed in their name, the links that they made.
 *
 * Attack: keys that merely rest while their owner is away would work again, unseen, on the day that
 * the person is invited once more.
 */
async function endCredentials(
  transaction: Prisma.TransactionClient,
  { workspaceId, userId, reason }: { workspaceId: string; userId: string; reason: string },
): Promise<void> {
  const revokedAt = new Date();
  const keys = await transaction.apiKey.findMany({
    where: { workspaceId, userId, revokedAt: null },
  });
  await transaction.apiKey.updateMany({
    where: { id: { in: keys.map(({ id }) => id) } },
    data: { revokedAt, revokedReason: reason },
  });
  for (const { id, name, expiresAt, mode } of keys) {
    const key = { id, name, expires_at: expiresAt.toISOString() };
    await emitWebhookEvent(transaction, { workspaceId, mode }, 'key.revoked', { key, reason });
  }
  const grants = await transaction.oAuthGrant.findMany({
    where: { workspaceId, userId, revokedAt: null },
    select: { id: true },
  });
  const ids = grants.map(({ id }) => id);
  await transaction.oAuthGrant.updateMany({ where: { id: { in: ids } }, data: { revokedAt } });
  await transaction.oAuthArtefact.deleteMany({ where: { grantId: { in: ids } } });
  await transaction.invitation.deleteMany({
    where: { workspaceId, invitedById: userId, acceptedAt: null },
  });
}
