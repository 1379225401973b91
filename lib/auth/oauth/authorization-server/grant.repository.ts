import { appendAuditEvent } from '@/lib/audit/audit-event.repository';
import type { Mode } from '@/lib/auth/principal';
import { afterCommit, db, dbPool } from '@/lib/db';
import { toPublicId } from '@/lib/public-id';
import { forgetGrant } from './access-token-cache';
import type { Prisma } from '@/prisma/generated/client';

export type GrantRow = {
  id: string;
  appId: string;
  userId: string;
  workspaceId: string;
  mode: Mode;
  scopes: string[];
  declinedScopes: string[];
  /** What its tokens can be for; empty for grants older than this column: the API and the tools. */
  audiences: string[];
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | null;
  /** What its person calls the connection; null for ones older than this column. */
  device: string | null;
  /** When the person last proved who they are before allowing this. */
  authenticatedAt: Date | null;
};

/** What a person calls what a grant joins. */
export type GrantNames = { user: string | null; workspace: string; credential: string };

/** A grant with the app that it belongs to. */
export type GrantOfApp = GrantRow & { app: { name: string; metadataUrl: string | null } };

const APP_OF_GRANT = { app: { select: { name: true, metadataUrl: true } } } as const;

export type NewGrant = Omit<GrantRow, 'createdAt' | 'lastUsedAt' | 'device' | 'authenticatedAt'> &
  Partial<Pick<GrantRow, 'device' | 'authenticatedAt'>>;

const live = (now: Date): Prisma.OAuthGrantWhereInput => ({
  revokedAt: null,
  expiresAt: { gt: now },
});

/**
 * How many connections of one app a person can have for the same data: one on each device. The
 * oldest is disconnected when another one is made.
 */
export const MAX_CONNECTIONS = 10;

/** Stores what a person allowed, as a connection of its own, and disconnects what is too many. */
export async function insertGrant(grant: NewGrant): Promise<void> {
  const { appId, userId, workspaceId, mode } = grant;
  await db().$transaction(async (transaction) => {
    const name = `oauth-grant:${appId}:${userId}:${workspaceId}:${mode}`;
    await transaction.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
    await transaction.oAuthGrant.create({ data: grant });
    await appendAuditEvent(transaction, {
      ...aboutGrant(grant),
      actor: toPublicId('usr', userId),
      action: 'oauth-app.connected',
      detail: {
        grant: toPublicId('grt', grant.id),
        scopes: grant.scopes,
        device: grant.device ?? null,
      },
    });
    const tooMany = await transaction.oAuthGrant.findMany({
      where: { appId, userId, workspaceId, mode, ...live(new Date()) },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      skip: MAX_CONNECTIONS,
    });
    for (const row of tooMany) {
      await endGrant(transaction, row, 'authorization-server', 'connection-limit');
    }
  });
}

const SELECT_LIVE_GRANT = `
  select g.id, g.app_id as "appId", g.user_id as "userId", g.workspace_id as "workspaceId", g.mode,
    g.scopes, g.declined_scopes as "declinedScopes", g.audiences, g.created_at as "createdAt",
    g.expires_at as "expiresAt", g.last_used_at as "lastUsedAt", g.device,
    g.authenticated_at as "authenticatedAt", app.name as "appName", app.metadata_url as "metadataUrl"
  from oauth_grant g join oauth_app app on app.id = g.app_id
  where g.id = $1 and g.revoked_at is null and g.expires_at > $2`;

/** A grant that was neither revoked nor has ended. */
export async function findLiveGrant(id: string, now = new Date()): Promise<GrantOfApp | null> {
  const { rows } = await dbPool().query<GrantRow & { appName: string; metadataUrl: string | null }>(
    {
      name: 'select-live-grant',
      text: SELECT_LIVE_GRANT,
      values: [id, now],
    },
  );
  if (!rows[0]) return null;
  const { appName: name, metadataUrl, ...grant } = rows[0];
  return { ...grant, app: { name, metadataUrl } };
}

/** Who ended a grant: its person, or the server itself, as after the second use of a code or token. */
export type GrantEnd = 'person' | 'authorization-server';

/** Ends a grant and deletes all that was handed out for it, in one step. */
export async function revokeGrantById(
  id: string,
  by: GrantEnd = 'authorization-server',
): Promise<void> {
  await db().$transaction(async (transaction) => {
    const grant = await transaction.oAuthGrant.findUnique({ where: { id } });
    if (grant) await endGrant(transaction, grant, by);
  });
  afterCommit(() => forgetGrant(id));
}

/**
 * Takes scopes out of a grant, for good: they come back only with a new consent. Codes and tokens that
 * name them lose them, too, since each is read with its grant.
 * @returns false where the grant is not in force.
 */
export async function narrowGrantById(id: string, remove: readonly string[]): Promise<boolean> {
  const narrowed = await db().$transaction(async (transaction) => {
    const grant = await transaction.oAuthGrant.findFirst({ where: { id, ...live(new Date()) } });
    if (!grant) return false;
    const scopes = grant.scopes.filter((scope) => !remove.includes(scope));
    await transaction.oAuthGrant.update({ where: { id }, data: { scopes } });
    await appendAuditEvent(transaction, {
      ...aboutGrant(grant),
      actor: toPublicId('app', grant.appId),
      action: 'oauth-app.narrowed',
      detail: { grant: toPublicId('grt', id), scopes },
    });
    return true;
  });
  afterCommit(() => forgetGrant(id));
  return narrowed;
}

async function endGrant(
  transaction: Prisma.TransactionClient,
  grant: GrantRow,
  by: GrantEnd,
  reason?: 'connection-limit',
): Promise<void> {
  const { id, userId } = grant;
  const { count } = await transaction.oAuthGrant.updateMany({
    where: { id, revokedAt: null },
    data: { revokedAt: new Date() },
  });
  await transaction.oAuthArtefact.deleteMany({ where: { grantId: id } });
  if (count === 0) return;
  const user = toPublicId('usr', userId);
  await appendAuditEvent(transaction, {
    ...aboutGrant(grant),
    actor: by === 'person' ? user : by,
    action: 'oauth-app.disconnected',
    detail: { grant: toPublicId('grt', id), user, ...(reason ? { reason } : {}) },
  });
}

function aboutGrant({
  workspaceId,
  mode,
  appId,
}: Pick<GrantRow, 'workspaceId' | 'mode' | 'appId'>) {
  return { workspaceId, mode, object: toPublicId('app', appId) };
}

/**
 * Ends connections of a person: one, or all that an app has.
 * @returns how many were in force.
 */
export async function revokeGrantsOfUser(
  userId: string,
  which: { id: string } | { appId: string },
): Promise<number> {
  const where = { userId, ...which, ...live(new Date()) };
  const owned = await db().oAuthGrant.findMany({ where, select: { id: true } });
  for (const { id } of owned) await revokeGrantById(id, 'person');
  return owned.length;
}

export type ConnectedAppRow = GrantOfApp & {
  workspace: { name: string };
};

export async function findGrantsOfUser(userId: string): Promise<ConnectedAppRow[]> {
  return db().oAuthGrant.findMany({
    where: { userId, ...live(new Date()) },
    include: { ...APP_OF_GRANT, workspace: { select: { name: true } } },
    orderBy: [{ app: { name: 'asc' } }, { appId: 'asc' }, { createdAt: 'desc' }],
  });
}
