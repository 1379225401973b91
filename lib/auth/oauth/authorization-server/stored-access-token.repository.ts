import type { Mode, Role } from '@/lib/auth/principal';
import { db, dbPool } from '@/lib/db';
import { digestArtefact } from './artefact.repository';
import type { GrantNames } from './grant.repository';

/** The grant behind a token, with the role that its person has in its workspace at this moment. */
export type GrantInForce = {
  id: string;
  appId: string;
  metadataUrl: string | null;
  userId: string;
  workspaceId: string;
  mode: Mode;
  scopes: string[];
  role: Role;
  authenticatedAt: Date | null;
  lastUsedAt: Date | null;
  expiresAt: Date;
  names: GrantNames;
};

export type StoredAccessToken = {
  payload: unknown;
  expiresAt: Date;
  /** Undefined for a machine's token, and where the grant or the membership is gone. */
  grant?: GrantInForce;
};

type Row = {
  payload: unknown;
  tokenExpiresAt: Date;
  id: string | null;
  appId: string;
  appName: string;
  metadataUrl: string | null;
  userId: string;
  userName: string | null;
  workspaceId: string;
  workspaceName: string;
  mode: Mode;
  scopes: string[];
  /** Null where the person has left the workspace, or is suspended in it. */
  role: Role | null;
  authenticatedAt: Date | null;
  lastUsedAt: Date | null;
  expiresAt: Date;
};

/** Everything about a token in one statement, prepared once a connection. */
const SELECT_ACCESS_TOKEN = `
  select a.payload, a.expires_at as "tokenExpiresAt", g.expires_at as "expiresAt", g.id, g.app_id as "appId", app.name as "appName",
    app.metadata_url as "metadataUrl", g.user_id as "userId", u.name as "userName",
    g.workspace_id as "workspaceId", w.name as "workspaceName", g.mode, g.scopes, m.role,
    g.authenticated_at as "authenticatedAt", g.last_used_at as "lastUsedAt"
  from oauth_artefact a
  left join oauth_grant g on g.id = a.grant_id and g.revoked_at is null and g.expires_at > $2
  left join oauth_app app on app.id = g.app_id
  left join "user" u on u.id = g.user_id
  left join workspace w on w.id = g.workspace_id
  left join membership m on m.workspace_id = g.workspace_id and m.user_id = g.user_id
    and m.suspended_at is null
  where a.digest = any($1) and a.expires_at > $2`;

/** An access token as it is stored, undefined where there is none or it has expired. */
export async function findAccessToken(
  token: string,
  now = new Date(),
): Promise<StoredAccessToken | undefined> {
  const digests = ['AccessToken', 'ClientCredentials'].map((kind) =>
    Buffer.from(digestArtefact(kind, token)),
  );
  const { rows } = await dbPool().query<Row>({
    name: 'select-access-token',
    text: SELECT_ACCESS_TOKEN,
    values: [digests, now],
  });
  const row = rows[0];
  if (!row) return undefined;
  const { payload, tokenExpiresAt: expiresAt, id, appName, userName, ...rest } = row;
  const { workspaceName, role, ...grant } = rest;
  if (id === null || role === null) return { payload, expiresAt };
  const names = {
    user: userName,
    workspace: workspaceName,
    credential: nameApp(appName, grant.metadataUrl),
  };
  return { payload, expiresAt, grant: { id, role, names, ...grant } };
}

/** The name of an app, and for a client that no one registered here its host, which cannot be made up. */
function nameApp(name: string, metadataUrl: string | null): string {
  return metadataUrl ? `${name} (${new URL(metadataUrl).host})` : name;
}

const TOUCH_INTERVAL_MS = 60_000;

/** Notes that a grant is used, at most once a minute. @returns when that was noted last. */
export async function touchGrant(
  { id, lastUsedAt }: Pick<GrantInForce, 'id' | 'lastUsedAt'>,
  now = new Date(),
): Promise<Date> {
  if (lastUsedAt && now.getTime() - lastUsedAt.getTime() < TOUCH_INTERVAL_MS) return lastUsedAt;
  await db().oAuthGrant.updateMany({ where: { id }, data: { lastUsedAt: now } });
  return now;
}
