import type { Mode, Principal } from '@/lib/auth/principal';
import { problem } from '@/lib/http/problem';
import { toAppId, toClientId } from './app-credentials';
import { fromPublicId } from '@/lib/public-id';
import { findGrantsOfUser, narrowGrantById, revokeGrantsOfUser } from './grant.repository';

/** One connection: an app on one device. */
export type ConnectedApp = {
  id: string;
  clientId: string;
  name: string;
  /** Where the app's metadata document is; null for an app that is registered here. */
  host: string | null;
  /** What the person called it when they connected it. */
  device: string;
  workspaceName: string;
  mode: Mode;
  scopes: string[];
  createdAt: Date;
  lastUsedAt: Date | null;
  expiresAt: Date;
};

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What the person allowed other apps, in all their workspaces: by app, newest first. */
export async function listConnectedApps(principal: Principal): Promise<ConnectedApp[]> {
  const grants = await findGrantsOfUser(principal.userId);
  return grants.map((grant) => ({
    id: grant.id,
    clientId: toClientId(grant.appId),
    name: grant.app.name,
    host: grant.app.metadataUrl && new URL(grant.app.metadataUrl).host,
    device: grant.device ?? 'Unknown device',
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
 * @param id a connection, or a client id for all connections of that app.
 * @returns how many connections ended.
 * @throws {ProblemError} 404 where the person allowed nothing of that id.
 */
export async function disconnectApp(principal: Principal, id: string): Promise<number> {
  const appId = toAppId(id);
  const which = appId ? { appId } : UUID.test(id) ? { id } : undefined;
  const ended = which ? await revokeGrantsOfUser(principal.userId, which) : 0;
  if (ended === 0) throw problem('not-found');
  return ended;
}

/**
 * Gives up scopes of the connection that the caller itself uses. Needs no scope: a caller can always
 * have less.
 * @returns the scopes that are left.
 * @throws {ProblemError} 403 `forbidden` for a credential that is no connection.
 */
export async function narrowOwnAccess(
  principal: Principal,
  remove: readonly string[],
): Promise<string[]> {
  const id = fromPublicId('grt', principal.credentialId);
  if (!id || !(await narrowGrantById(id, remove))) throw problem('forbidden');
  return [...principal.scopes].filter((scope) => !remove.includes(scope));
}
