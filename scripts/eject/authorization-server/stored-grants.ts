import type { Mode, Role } from '@/lib/auth/principal';
import { directory, store } from './chosen-store';
import { digestArtefact } from './stored-artefacts';
import type { AppRecord, GrantRecord } from './store';

const TOUCH_INTERVAL_MS = 60_000;

/** How many connections of one app a person can have for the same data: one on each device. */
export const MAX_CONNECTIONS = 10;

/** An app, with the columns of what this copy leaves out. */
export type AppRow = Omit<AppRecord, 'secretDigest' | 'previousSecretDigest'> & typeof NO_MACHINE;

const NO_MACHINE = { metadataUrl: null, machineMode: null, certificate: null } as const;

export async function findApp(id: string): Promise<AppRow | null> {
  const app = await store().findApp(id);
  return app ? { ...app, ...NO_MACHINE } : null;
}

export async function findAppWithOwner(
  id: string,
): Promise<(AppRow & { workspaceName: string }) | null> {
  const app = await findApp(id);
  return app && { ...app, workspaceName: app.ownerName };
}

export async function findAppSecrets(id: string): Promise<AppRecord | null> {
  return (await store().findApp(id)) ?? null;
}

export type GrantNames = { user: string | null; workspace: string; credential: string };

export type GrantOfApp = GrantRecord & { app: { name: string; metadataUrl: null } };

export type NewGrant = Omit<GrantRecord, 'createdAt' | 'lastUsedAt' | 'revokedAt'>;

/** Stores what a person allowed, and disconnects the oldest where it is too many. */
export async function insertGrant(grant: NewGrant): Promise<void> {
  await store().insertGrant({ ...grant, createdAt: new Date(), lastUsedAt: null, revokedAt: null });
  const { appId, userId, workspaceId, mode } = grant;
  const same = (await store().listGrants(userId)).filter(
    (one) =>
      isLive(one) && one.appId === appId && one.workspaceId === workspaceId && one.mode === mode,
  );
  for (const { id } of same.slice(MAX_CONNECTIONS)) await store().endGrant(id);
}

/** A grant that was neither revoked nor has ended. */
export async function findLiveGrant(id: string): Promise<GrantOfApp | null> {
  const grant = await store().findGrant(id);
  return grant && isLive(grant) ? withApp(grant) : null;
}

export function revokeGrantById(id: string): Promise<void> {
  return store().endGrant(id);
}

/** Takes scopes out of a grant, for good. @returns false where the grant is not in force. */
export async function narrowGrantById(id: string, remove: readonly string[]): Promise<boolean> {
  const grant = await findLiveGrant(id);
  if (!grant) return false;
  await store().changeGrant(id, { scopes: grant.scopes.filter((one) => !remove.includes(one)) });
  return true;
}

export async function revokeGrantsOfUser(
  userId: string,
  which: { id: string } | { appId: string },
): Promise<number> {
  const owned = (await store().listGrants(userId)).filter(isLive);
  const chosen = owned.filter(({ id, appId }) =>
    'id' in which ? id === which.id : appId === which.appId,
  );
  for (const { id } of chosen) await store().endGrant(id);
  return chosen.length;
}

export async function findGrantsOfUser(userId: string) {
  const rows = [];
  for (const grant of (await store().listGrants(userId)).filter(isLive)) {
    const described = await withApp(grant);
    const membership = await directory().findMembership(grant.workspaceId, userId);
    if (described)
      rows.push({ ...described, workspace: { name: membership?.workspaceName ?? '' } });
  }
  return rows;
}

/** Notes that a grant is used, at most once a minute. @returns when that was noted last. */
export async function touchGrant(
  { id, lastUsedAt }: Pick<GrantRecord, 'id' | 'lastUsedAt'>,
  now = new Date(),
): Promise<Date> {
  if (lastUsedAt && now.getTime() - lastUsedAt.getTime() < TOUCH_INTERVAL_MS) return lastUsedAt;
  await store().changeGrant(id, { lastUsedAt: now });
  return now;
}

/** The grant behind a token, with the role that its person has in its workspace at this moment. */
export type GrantInForce = Pick<
  GrantRecord,
  'id' | 'appId' | 'userId' | 'workspaceId' | 'scopes' | 'authenticatedAt' | 'lastUsedAt'
> & { metadataUrl: null; mode: Mode; role: Role; names: GrantNames };

/** An access token as it is stored, undefined where there is none or it has expired. */
export async function findAccessToken(
  token: string,
): Promise<{ payload: unknown; grant?: GrantInForce } | undefined> {
  const found = await store().findArtefact({ digest: digestArtefact('AccessToken', token) });
  if (!found || found.expiresAt <= new Date()) return undefined;
  const { payload, grantId } = found;
  const grant = grantId ? await findLiveGrant(grantId) : null;
  if (!grant) return { payload };
  const { findMembership, findPerson } = directory();
  const membership = await findMembership(grant.workspaceId, grant.userId);
  if (!membership) return { payload };
  const { role, workspaceName: workspace } = membership;
  const user = (await findPerson(grant.userId))?.name ?? null;
  const names = { user, workspace, credential: grant.app.name };
  return { payload, grant: { ...grant, metadataUrl: null, role, names } };
}

/** The person of an ID token. */
export function findUserById(id: string) {
  return directory().findPerson(id);
}

async function withApp(grant: GrantRecord): Promise<GrantOfApp | null> {
  const app = await store().findApp(grant.appId);
  return app ? { ...grant, app: { name: app.name, metadataUrl: null } } : null;
}

function isLive({ revokedAt, expiresAt }: GrantRecord): boolean {
  return revokedAt === null && expiresAt > new Date();
}
