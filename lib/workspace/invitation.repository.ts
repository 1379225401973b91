import { type AuditEntry, appendAuditEvent } from '@/lib/audit/audit-event.repository';
import type { Role } from '@/lib/auth/principal';
import { db } from '@/lib/db';
import type { Prisma } from '@/prisma/generated/client';
import { isOwner, lockWorkspace } from './membership.repository';

const WITH_NAMES = {
  workspace: { select: { name: true } },
  invitedBy: { select: { name: true } },
} satisfies Prisma.InvitationInclude;

export type InvitationRow = Prisma.InvitationGetPayload<{ include: typeof WITH_NAMES }>;

type NewInvitation = {
  id: string;
  workspaceId: string;
  invitedById: string;
  role: Role;
  tokenDigest: Uint8Array<ArrayBuffer>;
  expiresAt: Date;
};

const waiting = (now: Date) => ({ acceptedAt: null, expiresAt: { gt: now } });

/** Stores an invitation and its audit row, unless `limit` wait already or the maker owns it no more. */
export function insertInvitation(
  data: NewInvitation,
  limit: number,
  audit: AuditEntry,
): Promise<InvitationRow | 'not-owner' | 'too-many'> {
  return db().$transaction(async (transaction) => {
    const { workspaceId, invitedById } = data;
    await lockWorkspace(transaction, workspaceId);
    if (!(await isOwner(transaction, workspaceId, invitedById))) return 'not-owner';
    const where = { workspaceId, ...waiting(new Date()) };
    if ((await transaction.invitation.count({ where })) >= limit) return 'too-many';
    const row = await transaction.invitation.create({ data, include: WITH_NAMES });
    await appendAuditEvent(transaction, audit);
    return row;
  });
}

/** The invitations of a workspace that still wait, newest first. */
export function findWaitingInvitations(workspaceId: string): Promise<InvitationRow[]> {
  return db().invitation.findMany({
    where: { workspaceId, ...waiting(new Date()) },
    include: WITH_NAMES,
    orderBy: { id: 'desc' },
  });
}

/** Takes an invitation back; false where the workspace has none of that id that waits. */
export function deleteInvitation(
  workspaceId: string,
  id: string,
  audit: AuditEntry,
): Promise<boolean> {
  return db().$transaction(async (transaction) => {
    const where = { id, workspaceId, acceptedAt: null };
    const { count } = await transaction.invitation.deleteMany({ where });
    if (count === 1) await appendAuditEvent(transaction, audit);
    return count === 1;
  });
}

/**
 * The invitation of a token, where it still lets someone in.
 *
 * Attack: an owner who is about to be removed makes a link and comes back by it. A link holds only
 * as long as its maker owns the workspace.
 */
export async function findValidInvitation(
  tokenDigest: Uint8Array<ArrayBuffer>,
  transaction: Prisma.TransactionClient = db(),
): Promise<InvitationRow | null> {
  const row = await transaction.invitation.findFirst({
    where: { tokenDigest, ...waiting(new Date()) },
    include: WITH_NAMES,
  });
  if (!row || !(await isOwner(transaction, row.workspaceId, row.invitedById))) return null;
  return row;
}

/** Makes a person a member by an invitation, and the invitation used, or neither. */
export function acceptInvitation(
  tokenDigest: Uint8Array<ArrayBuffer>,
  userId: string,
  toAudit: (row: InvitationRow) => AuditEntry,
): Promise<{ outcome: 'joined' | 'member'; workspaceId: string } | null> {
  return db().$transaction(async (transaction) => {
    // The account of a company's person is in the company's hands, and reaches nothing else.
    if ((await transaction.companyMember.count({ where: { userId } })) > 0) return null;
    const found = await transaction.invitation.findUnique({ where: { tokenDigest } });
    if (!found) return null;
    const { workspaceId } = found;
    await lockWorkspace(transaction, workspaceId);
    // Read again behind the lock: of two people who open the link at once, one gets in.
    const row = await findValidInvitation(tokenDigest, transaction);
    if (!row) return null;
    const key = { workspaceId_userId: { workspaceId, userId } };
    if (await transaction.membership.findUnique({ where: key })) {
      return { outcome: 'member', workspaceId };
    }
    await transaction.membership.create({ data: { workspaceId, userId, role: row.role } });
    await transaction.invitation.update({
      where: { id: row.id },
      data: { acceptedAt: new Date() },
    });
    await appendAuditEvent(transaction, toAudit(row));
    return { outcome: 'joined', workspaceId };
  });
}
