import type { Role } from '@/lib/auth/principal';
import { db, dbPool } from '@/lib/db';
import { APP_COLUMNS, type AppRow, type AppUse } from './app.repository';
import type { GrantNames } from './grant.repository';

export type AppSecrets = {
  secretDigest: Uint8Array | null;
  previousSecretDigest: Uint8Array | null;
  previousSecretExpiresAt: Date | null;
};

export async function findApp(id: string): Promise<AppRow | null> {
  const { rows } = await dbPool().query<AppRow>({
    name: 'select-app',
    text: `select id, workspace_id as "workspaceId", metadata_url as "metadataUrl", name,
        redirect_uris as "redirectUris", scopes, required_scopes as "requiredScopes", public,
        certificate, previous_certificate as "previousCertificate",
        previous_certificate_expires_at as "previousCertificateExpiresAt",
        machine_mode as "machineMode", jwks, post_logout_redirect_uris as "postLogoutRedirectUris",
        resource_server as "resourceServer", created_at as "createdAt"
      from oauth_app where id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** The app with the name of the workspace that registered it, as the consent page shows it. */
export async function findAppWithOwner(
  id: string,
): Promise<(AppRow & { workspaceName: string }) | null> {
  const row = await db().oAuthApp.findUnique({
    where: { id },
    select: { ...APP_COLUMNS, workspace: { select: { name: true } } },
  });
  return row?.workspace ? { ...row, workspaceName: row.workspace.name } : null;
}

/** A machine client with the person who registered it, in the role that they have at this moment. */
export async function findMachine(
  id: string,
): Promise<
  (AppRow & { workspaceId: string; userId: string; role: Role; names: GrantNames }) | null
> {
  const app = await db().oAuthApp.findFirst({
    where: { id, machineMode: { not: null } },
    select: {
      ...APP_COLUMNS,
      userId: true,
      user: { select: { name: true } },
      workspace: { select: { name: true, memberships: { where: { suspendedAt: null } } } },
    },
  });
  const membership = app?.workspace?.memberships.find(({ userId }) => userId === app.userId);
  if (!app?.workspace || !membership) return null;
  const { user, workspace, ...row } = app;
  const names = { user: user?.name ?? null, workspace: workspace.name, credential: app.name };
  const { userId, workspaceId } = membership;
  return { ...row, workspaceId, userId, role: membership.role, names };
}

export async function findAppSecrets(id: string): Promise<AppSecrets | null> {
  const { rows } = await dbPool().query<AppSecrets>({
    name: 'select-app-secrets',
    text: `select secret_digest as "secretDigest", previous_secret_digest as "previousSecretDigest",
        previous_secret_expires_at as "previousSecretExpiresAt"
      from oauth_app where id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** The apps of a workspace with their use, newest first. */
export async function findAppsOfWorkspace(
  workspaceId: string,
): Promise<(AppRow & { use: AppUse })[]> {
  const now = new Date();
  const rows = await db().oAuthApp.findMany({
    where: { workspaceId },
    select: {
      ...APP_COLUMNS,
      previousSecretExpiresAt: true,
      grants: { where: { revokedAt: null, expiresAt: { gt: now } }, select: { userId: true } },
    },
    orderBy: { createdAt: 'desc' },
  });
  return rows.map(({ grants, previousSecretExpiresAt: ends, ...row }) => ({
    ...row,
    use: {
      users: new Set(grants.map(({ userId }) => userId)).size,
      grants: grants.length,
      overlapEndsAt: ends && ends > now ? ends : null,
    },
  }));
}
