import { requireOwner } from '@/lib/auth/authorize';
import type { Principal, Role } from '@/lib/auth/principal';
import { problem } from '@/lib/http/problem';
import { fromPublicId, toPublicId } from '@/lib/public-id';
import { deleteMembership, type MembershipChange, updateRole } from './membership.repository';

const LAST_OWNER = 'A workspace needs an owner. Make someone else one first.';

/** Why the owner who requires single sign-on stays one. */
export const EXEMPT_OWNER =
  'This owner requires single sign-on and is exempt from it. Stop requiring it first.';

/** @throws {ProblemError} 403 `forbidden`, 404 `not-found` or 409 `conflict`. */
function requireChanged(outcome: MembershipChange): void {
  if (outcome === 'none') throw problem('not-found');
  if (outcome === 'last-owner') throw problem('conflict', { detail: LAST_OWNER });
  if (outcome === 'exempt-owner') throw problem('conflict', { detail: EXEMPT_OWNER });
  if (outcome === 'not-owner') {
    throw problem('forbidden', { detail: 'Only an owner of this workspace may do this.' });
  }
}

/** @throws {ProblemError} 404 for a text that is no one's id. */
function readUserId(member: string): string {
  const userId = fromPublicId('usr', member);
  if (!userId) throw problem('not-found');
  return userId;
}

function auditOf(principal: Principal, action: string, member: string) {
  const { workspaceId, userId } = principal;
  return { workspaceId, actor: toPublicId('usr', userId), action, object: member };
}

/**
 * Gives a member another role. Their sessions, keys and apps follow with the next call.
 * @param member `usr_…`
 * @throws {ProblemError} 403 for a member, 404 for someone who is none, 409 for the last owner.
 */
export async function changeRole(principal: Principal, member: string, role: Role): Promise<void> {
  requireOwner(principal);
  const audit = { ...auditOf(principal, 'member.role-changed', member), detail: { role } };
  const { workspaceId, userId: by } = principal;
  requireChanged(await updateRole({ workspaceId, by, userId: readUserId(member), role, audit }));
}

/**
 * Takes someone out of the workspace. Their sessions no longer open it, their keys for it are
 * revoked and so is what apps were allowed in their name.
 * @throws {ProblemError} 403 for a member, 404 for someone who is none, 409 for the last owner.
 */
export async function removeMember(principal: Principal, member: string): Promise<void> {
  requireOwner(principal);
  const audit = auditOf(principal, 'member.removed', member);
  const { workspaceId, userId: by } = principal;
  const reason = 'its owner was removed from the workspace';
  const userId = readUserId(member);
  requireChanged(await deleteMembership({ workspaceId, by, userId, audit, reason }));
}

/**
 * Leaves the workspace, whatever one's role.
 * @throws {ProblemError} 409 for the last owner.
 */
export async function leaveWorkspace(principal: Principal): Promise<void> {
  const { workspaceId, userId } = principal;
  const audit = auditOf(principal, 'member.left', toPublicId('usr', userId));
  const reason = 'its owner left the workspace';
  requireChanged(await deleteMembership({ workspaceId, by: userId, userId, audit, reason }));
}
