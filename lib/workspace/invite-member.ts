import { createHash } from 'node:crypto';
import { requireOwner } from '@/lib/auth/authorize';
import type { Principal, Role } from '@/lib/auth/principal';
import { randomBase62 } from '@/lib/base62';
import { problem } from '@/lib/http/problem';
import { fromPublicId, newId, toPublicId } from '@/lib/public-id';
import {
  deleteInvitation,
  findWaitingInvitations,
  insertInvitation,
  type InvitationRow,
} from './invitation.repository';

const SECRET_DIGITS = 32;
const TOKEN = /\btg_iv_[0-9A-Za-z]{32}\b/;

/** A new invitation token, `tg_iv_…`: 190 random bits. Only the link carries it. */
function createInvitationToken(): string {
  return `tg_iv_${randomBase62(SECRET_DIGITS)}`;
}

/** The token in what a person pastes: the code itself or the whole link. Undefined without one. */
export function readInvitationToken(text: string): string | undefined {
  return TOKEN.exec(text)?.[0];
}

/** What the database keeps of a token. No one can guess it, so a plain hash is enough. */
export function digestInvitationToken(token: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(token).digest());
}

const INVITATION_DAYS = 7;
const INVITATION_MS = INVITATION_DAYS * 86_400_000;
const MAX_WAITING = 50;

export type InvitationView = {
  /** `ivt_…` */
  id: string;
  role: Role;
  workspace: string;
  invitedBy: string;
  createdAt: Date;
  expiresAt: Date;
};

/** An invitation as people see it. The token is not in it. */
export function toInvitationView(row: InvitationRow): InvitationView {
  return {
    id: toPublicId('ivt', row.id),
    role: row.role,
    workspace: row.workspace.name,
    invitedBy: row.invitedBy.name ?? 'Someone',
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
  };
}

/**
 * Makes a link that lets one person into the workspace, once, within seven days. The token is
 * returned this one time; the database gets its digest.
 * @throws {ProblemError} 403 `forbidden` for a member, 409 where too many wait.
 * @see docs/decisions/0028-invitation-links.md
 */
export async function inviteMember(
  principal: Principal,
  role: Role,
): Promise<{ token: string; view: InvitationView }> {
  requireOwner(principal);
  const { workspaceId, userId } = principal;
  const id = newId();
  const token = createInvitationToken();
  const invitation = {
    id,
    workspaceId,
    invitedById: userId,
    role,
    tokenDigest: digestInvitationToken(token),
    expiresAt: new Date(Date.now() + INVITATION_MS),
  };
  const row = await insertInvitation(invitation, MAX_WAITING, {
    workspaceId,
    actor: toPublicId('usr', userId),
    action: 'member.invited',
    object: toPublicId('ivt', id),
    detail: { role, expires_at: invitation.expiresAt.toISOString() },
  });
  if (row === 'not-owner') throw problem('forbidden');
  if (row === 'too-many') {
    const detail = `${MAX_WAITING} invitations wait already. Take some back first.`;
    throw problem('conflict', { detail });
  }
  return { token, view: toInvitationView(row) };
}

/**
 * The invitations that still wait.
 * @throws {ProblemError} 403 `forbidden` for a member.
 */
export async function listInvitations(principal: Principal): Promise<InvitationView[]> {
  requireOwner(principal);
  return (await findWaitingInvitations(principal.workspaceId)).map(toInvitationView);
}

/**
 * Takes an invitation back. Its link opens nothing any more.
 * @throws {ProblemError} 403 for a member, 404 where there is none that waits.
 */
export async function revokeInvitation(principal: Principal, invitation: string): Promise<void> {
  requireOwner(principal);
  const { workspaceId, userId } = principal;
  const id = fromPublicId('ivt', invitation);
  const audit = {
    workspaceId,
    actor: toPublicId('usr', userId),
    action: 'invitation.revoked',
    object: invitation,
  };
  if (!id || !(await deleteInvitation(workspaceId, id, audit))) throw problem('not-found');
}
