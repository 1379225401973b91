import type { Mode, Principal } from '@/lib/auth/principal';
import { problem } from '@/lib/http/problem';
import { findGrantsOfUser, revokeGrantOfUser } from './grant.repository';

export type ConnectedApp = {
  id: string;
  name: string;
  workspaceName: string;
  mode: Mode;
  scopes: string[];
  createdAt: Date;
  lastUsedAt: Date | null;
  expiresAt: Date;
};

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What the person allowed other apps, in all their workspaces, newest first. */
export async function listConnectedApps(principal: Principal): Promise<ConnectedApp[]> {
  const grants = await findGrantsOfUser(principal.userId);
  return grants.map((grant) => ({
    id: grant.id,
    name: grant.app.name,
    workspaceName: grant.workspace.name,
    mode: grant.mode,
    scopes: grant.scopes,
    createdAt: grant.createdAt,
    lastUsedAt: grant.lastUsedAt,
    expiresAt: grant.expiresAt,
  }));
}

/**
 * Ends what the person allowed an app. Its next call fails: each call looks the grant up.
 * @throws {ProblemError} 404 where the person allowed nothing of that id.
 */
export async function disconnectApp(principal: Principal, id: string): Promise<void> {
  const ended = UUID.test(id) && (await revokeGrantOfUser(principal.userId, id));
  if (!ended) throw problem('not-found');
}
