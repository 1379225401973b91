import type { Principal } from '@/lib/auth/principal';
import { problem } from '@/lib/http/problem';
import { toPublicId } from '@/lib/public-id';
import { acceptInvitation, findValidInvitation } from './invitation.repository';
import { digestInvitationToken, type InvitationView, toInvitationView } from './invite-member';

/** What a link offers; null where it is used, too old, taken back, or its maker owns nothing here. */
export async function readInvitation(token: string): Promise<InvitationView | null> {
  const row = await findValidInvitation(digestInvitationToken(token));
  return row && toInvitationView(row);
}

/**
 * Joins a workspace by an invitation. The principal's own workspace plays no part.
 * @returns the id of the workspace, also for someone who belongs to it already; the link is then
 * not used up.
 * @throws {ProblemError} 404 `not-found` for every link that lets no one in.
 */
export async function joinWorkspace(principal: Principal, token: string): Promise<string> {
  const { userId } = principal;
  const member = toPublicId('usr', userId);
  const joined = await acceptInvitation(digestInvitationToken(token), userId, (row) => ({
    workspaceId: row.workspaceId,
    actor: member,
    action: 'member.joined',
    object: member,
    detail: { role: row.role, invitation: toPublicId('ivt', row.id) },
  }));
  if (!joined) throw problem('not-found');
  return joined.workspaceId;
}
