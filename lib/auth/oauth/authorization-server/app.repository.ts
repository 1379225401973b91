import { nameActor } from '@/lib/audit/audit-actor';
import type { JWK } from 'jose';
import { appendAuditEvent } from '@/lib/audit/audit-event.repository';
import type { Mode, Principal } from '@/lib/auth/principal';
import type { Scope } from '@/lib/auth/scope';
import { db } from '@/lib/db';
import { newId, toPublicId } from '@/lib/public-id';
import { Prisma } from '@/prisma/generated/client';
import type { BoundCertificates } from './machine-certificate';

export type AppRow = {
  id: string;
  /** Null for a client that no workspace registered. */
  workspaceId: string | null;
  /** The URL of such a client's metadata document. */
  metadataUrl: string | null;
  name: string;
  redirectUris: string[];
  scopes: string[];
  requiredScopes: string[];
  public: boolean;
  machineMode: Mode | null;
  /** A JWK Set, as stored; null where the app proves itself in another way. */
  jwks: unknown;
  postLogoutRedirectUris: string[];
  resourceServer: boolean;
  createdAt: Date;
} & BoundCertificates;

/** Who uses an app at this moment, and until when the secret before is good. */
export type AppUse = { users: number; grants: number; overlapEndsAt: Date | null };

export type NewApp = {
  name: string;
  redirectUris: string[];
  scopes: Scope[];
  requiredScopes: Scope[];
  public: boolean;
  certificate: string | null;
  machineMode: Mode | null;
  jwks?: { keys: JWK[] };
  postLogoutRedirectUris: string[];
  resourceServer: boolean;
  secretDigest: Uint8Array<ArrayBuffer> | null;
};

/** What an owner can change later. `jwks` replaces the keys of an app that has some. */
export type AppChange = {
  name: string;
  redirectUris: string[];
  postLogoutRedirectUris?: string[];
  jwks?: { keys: JWK[] };
};

export type Owner = Pick<Principal, 'workspaceId' | 'userId' | 'credential'>;

export const APP_COLUMNS = {
  id: true,
  workspaceId: true,
  metadataUrl: true,
  name: true,
  redirectUris: true,
  scopes: true,
  requiredScopes: true,
  public: true,
  certificate: true,
  previousCertificate: true,
  previousCertificateExpiresAt: true,
  machineMode: true,
  jwks: true,
  postLogoutRedirectUris: true,
  resourceServer: true,
  createdAt: true,
} as const;

export async function insertApp(owner: Owner, app: NewApp): Promise<AppRow> {
  return db().$transaction(async (transaction) => {
    const { jwks, ...rest } = app;
    const { workspaceId, userId } = owner;
    const keys = jwks ? { jwks: toJson(jwks) } : {};
    const data = { id: newId(), workspaceId, userId, ...rest, ...keys };
    const row = await transaction.oAuthApp.create({ data, select: APP_COLUMNS });
    await note(transaction, owner, row.id, 'registered', { name: app.name });
    return row;
  });
}

/** Sets a new secret; the one before stays good until `previousExpiresAt`. False for a public app. */
export function replaceAppSecret(
  owner: Owner,
  id: string,
  secretDigest: Uint8Array<ArrayBuffer>,
  previousExpiresAt: Date,
): Promise<boolean> {
  return changeNoted(
    owner,
    id,
    'secret-rotated',
    (transaction) => transaction.$executeRaw`
    update oauth_app
    set previous_secret_digest = secret_digest,
        previous_secret_expires_at = ${previousExpiresAt},
        secret_digest = ${secretDigest}
    where id = ${id}::uuid and workspace_id = ${owner.workspaceId}::uuid
      and secret_digest is not null`,
  );
}

/** Forgets the secret before the present one. False where it is good no more. */
export function forgetPreviousSecret(owner: Owner, id: string): Promise<boolean> {
  return changeNoted(owner, id, 'secret-overlap-ended', async (transaction) => {
    const { count } = await transaction.oAuthApp.updateMany({
      where: {
        id,
        workspaceId: owner.workspaceId,
        previousSecretExpiresAt: { gt: new Date() },
      },
      data: { previousSecretDigest: null, previousSecretExpiresAt: null },
    });
    return count;
  });
}

export function updateApp(
  owner: Owner,
  id: string,
  { jwks, ...change }: AppChange,
): Promise<boolean> {
  return changeNoted(owner, id, 'changed', async (transaction) => {
    // An app that proves itself with a secret does not change over to keys.
    const where = {
      id,
      workspaceId: owner.workspaceId,
      ...(jwks ? { jwks: { not: Prisma.DbNull } } : {}),
    };
    const data = { ...change, ...(jwks ? { jwks: toJson(jwks) } : {}) };
    return (await transaction.oAuthApp.updateMany({ where, data })).count;
  });
}

/** Deletes an app with all that people allowed it. */
export function deleteAppOfWorkspace(owner: Owner, id: string): Promise<boolean> {
  const { workspaceId } = owner;
  return changeNoted(owner, id, 'deleted', async (transaction) => {
    const grants = await transaction.oAuthGrant.findMany({
      where: { appId: id, app: { workspaceId } },
      select: { id: true },
    });
    await transaction.oAuthArtefact.deleteMany({
      where: { grantId: { in: grants.map((grant) => grant.id) } },
    });
    return (await transaction.oAuthApp.deleteMany({ where: { id, workspaceId } })).count;
  });
}

/** Makes one change of one app together with its audit row. */
export async function changeNoted(
  owner: Owner,
  id: string,
  verb: string,
  change: (transaction: Prisma.TransactionClient) => Promise<number>,
  detail = {},
): Promise<boolean> {
  return db().$transaction(async (transaction) => {
    const changed = (await change(transaction)) === 1;
    if (changed) await note(transaction, owner, id, verb, detail);
    return changed;
  });
}

async function note(
  transaction: Prisma.TransactionClient,
  owner: Owner,
  id: string,
  verb: string,
  detail = {},
): Promise<void> {
  await appendAuditEvent(transaction, {
    workspaceId: owner.workspaceId,
    action: `oauth-app.${verb}`,
    object: toPublicId('app', id),
    ...nameActor(owner, detail),
  });
}

function toJson(jwks: { keys: JWK[] }): Prisma.InputJsonObject {
  return { keys: jwks.keys.map((key) => ({ ...key }) as Prisma.InputJsonObject) };
}
