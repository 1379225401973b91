import type { Scope } from '@/lib/auth/scope';
import { db } from '@/lib/db';
import { newId } from '@/lib/public-id';

export type AppRow = {
  id: string;
  workspaceId: string;
  name: string;
  redirectUris: string[];
  scopes: string[];
  requiredScopes: string[];
  public: boolean;
  createdAt: Date;
};

export type AppSecrets = {
  secretDigest: Uint8Array | null;
  previousSecretDigest: Uint8Array | null;
  previousSecretExpiresAt: Date | null;
};

export type NewApp = {
  workspaceId: string;
  userId: string;
  name: string;
  redirectUris: string[];
  scopes: Scope[];
  requiredScopes: Scope[];
  secretDigest: Uint8Array<ArrayBuffer> | null;
};

const PUBLIC_COLUMNS = {
  id: true,
  workspaceId: true,
  name: true,
  redirectUris: true,
  scopes: true,
  requiredScopes: true,
  public: true,
  createdAt: true,
} as const;

export async function insertApp(app: NewApp): Promise<AppRow> {
  const data = { id: newId(), ...app, public: app.secretDigest === null };
  return db().oAuthApp.create({ data, select: PUBLIC_COLUMNS });
}

export async function findApp(id: string): Promise<AppRow | null> {
  return db().oAuthApp.findUnique({ where: { id }, select: PUBLIC_COLUMNS });
}

/** The app with the name of the workspace that registered it, as the consent page shows it. */
export async function findAppWithOwner(
  id: string,
): Promise<(AppRow & { workspaceName: string }) | null> {
  const row = await db().oAuthApp.findUnique({
    where: { id },
    select: { ...PUBLIC_COLUMNS, workspace: { select: { name: true } } },
  });
  return row && { ...row, workspaceName: row.workspace.name };
}

export async function findAppSecrets(id: string): Promise<AppSecrets | null> {
  return db().oAuthApp.findUnique({
    where: { id },
    select: { secretDigest: true, previousSecretDigest: true, previousSecretExpiresAt: true },
  });
}

/** The apps of a workspace with the number of people who use each, newest first. */
export async function findAppsOfWorkspace(
  workspaceId: string,
): Promise<(AppRow & { users: number })[]> {
  const rows = await db().oAuthApp.findMany({
    where: { workspaceId },
    select: {
      ...PUBLIC_COLUMNS,
      _count: {
        select: { grants: { where: { revokedAt: null, expiresAt: { gt: new Date() } } } },
      },
    },
    orderBy: { createdAt: 'desc' },
  });
  return rows.map(({ _count, ...row }) => ({ ...row, users: _count.grants }));
}

/** Sets a new secret; the one before stays good until `previousExpiresAt`. False for a public app. */
export async function replaceAppSecret(
  workspaceId: string,
  id: string,
  secretDigest: Uint8Array<ArrayBuffer>,
  previousExpiresAt: Date,
): Promise<boolean> {
  const count = await db().$executeRaw`
    update oauth_app
    set previous_secret_digest = secret_digest,
        previous_secret_expires_at = ${previousExpiresAt},
        secret_digest = ${secretDigest}
    where id = ${id}::uuid and workspace_id = ${workspaceId}::uuid and not public`;
  return count === 1;
}

/** Deletes an app with all that people allowed it. */
export async function deleteAppOfWorkspace(workspaceId: string, id: string): Promise<boolean> {
  return db().$transaction(async (transaction) => {
    const grants = await transaction.oAuthGrant.findMany({
      where: { appId: id, app: { workspaceId } },
      select: { id: true },
    });
    await transaction.oAuthArtefact.deleteMany({
      where: { grantId: { in: grants.map((grant) => grant.id) } },
    });
    const { count } = await transaction.oAuthApp.deleteMany({ where: { id, workspaceId } });
    return count === 1;
  });
}
