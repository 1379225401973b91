import type { Mode, Principal } from '@/lib/auth/principal';
import { ALL_SCOPES } from '@/lib/auth/scope';
import { findUsers } from './operator.repository';

/**
 * The operator acting for a user, in one of the user's workspaces: the first they own, unless
 * `workspace` names another by id or name. Anyone who runs the command line holds the database, so no
 * scope is held back; the role is the user's own.
 * @param user e-mail address, the part before its @, or user id.
 * @throws {Error} one sentence, where there is no such user or workspace, or more than one user.
 */
export async function operatorPrincipal(
  user: string,
  mode: Mode,
  workspace?: string,
): Promise<Principal> {
  const [found, other] = await findUsers(user);
  if (!found) throw new Error(`There is no user "${user}". Give an e-mail address.`);
  if (other) throw new Error(`More than one user is called "${user}". Give the user's id.`);
  const membership = workspace
    ? found.memberships.find(({ workspace: { id, name } }) => [id, name].includes(workspace))
    : (found.memberships.find(({ role }) => role === 'owner') ?? found.memberships[0]);
  if (!membership) {
    throw new Error(
      workspace ? `${user} is in no workspace "${workspace}".` : `${user} is in no workspace.`,
    );
  }
  return {
    credential: 'operator',
    credentialId: 'operator',
    userId: found.id,
    workspaceId: membership.workspaceId,
    role: membership.role,
    mode,
    scopes: new Set(ALL_SCOPES),
    expiresAt: null,
    names: { user: found.name, workspace: membership.workspace.name, credential: 'command line' },
  };
}
