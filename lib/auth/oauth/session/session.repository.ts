import type { Role } from '@/lib/auth/principal';
import { db } from '@/lib/db';
import { newId } from '@/lib/public-id';
import type { Workspace } from '@/prisma/generated/client';
import { needsCompanySignIn } from '../company/company-domain';
import { isProvedLately } from './device/device-cookie';
import type { SessionDeviceRow } from './device/session-device.repository';
import { isSessionAlive, sessionExpiry, sessionLimits, TOUCH_INTERVAL_MS } from './session-token';
import { digestSessionToken } from './session-token';

export type SessionRow = {
  id: string;
  provider: string | null;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  address: string | null;
  userAgent: string | null;
  authenticatedAt: Date | null;
  device: SessionDeviceRow | null;
};

export type WorkspaceMembership = { id: string; name: string; role: Role };

export type LiveSession = SessionRow & {
  user: { id: string; name: string | null; email: string | null; image: string | null };
  workspaces: WorkspaceMembership[];
  /** The workspaces of the attack lab: opened by the lab itself, never offered. */
  sandboxes: WorkspaceMembership[];
  /** Names of workspaces that need the sign-in of the person's company, which this is not. */
  closed: string[];
};

type Origin = {
  provider: string | null;
  address: string | null;
  userAgent: string | null;
  authenticatedAt?: Date | null;
  providerSession?: string | null;
};

/** Stores a new session. The token itself is not kept. */
export async function insertSession(
  token: string,
  userId: string,
  origin: Origin,
  now = new Date(),
): Promise<SessionRow> {
  return db().session.create({
    include: { device: true },
    data: {
      id: newId(),
      tokenDigest: digestSessionToken(token),
      userId,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: sessionExpiry(now, now, sessionLimits()),
      ...origin,
    },
  });
}

/** A session that is alive, as far as its own cookie shows. */
export type BindableSession = { id: string; device: SessionDeviceRow | null };

/**
 * A session by its token or id, for binding it to a device and for nothing else: whether it is bound
 * does not matter here. Does not count as use.
 */
export async function findBindable(
  by: { token: string } | { id: string },
): Promise<BindableSession | null> {
  const where = 'id' in by ? by : { tokenDigest: digestSessionToken(by.token) };
  const row = await db().session.findUnique({ where, include: { device: true } });
  return row && isSessionAlive(row, new Date(), sessionLimits()) ? row : null;
}

type Presented = {
  /** The device's cookie. Without it a bound session does not work. */
  device?: string | undefined;
  now?: Date;
};

/**
 * The live session of a token, with its person and their workspaces, oldest first. An ended one is
 * deleted, a bound one without the
 * proof of its device is none. Written at most once a minute, however often it is used.
 * @param address where the request came from, kept as the place last seen.
 */
export async function findLiveSession(
  token: string,
  address: string | null,
  { device, now = new Date() }: Presented = {},
): Promise<LiveSession | null> {
  const row = await db().session.findUnique({
    where: { tokenDigest: digestSessionToken(token) },
    include: {
      device: true,
      user: {
        include: {
          companyMember: { select: { userId: true } },
          memberships: {
            where: { suspendedAt: null },
            include: { workspace: { include: { companyProvider: true } } },
            orderBy: { createdAt: 'asc' },
          },
        },
      },
    },
  });
  if (!row) return null;
  const limits = sessionLimits();
  if (!isSessionAlive(row, now, limits)) {
    await db().session.deleteMany({ where: { id: row.id } });
    return null;
  }
  if (row.device && !(await isProvedLately(row.device, device))) return null;
  const { user, tokenDigest: _digest, userId: _userId, ...session } = row;
  const touched = now.getTime() - row.lastSeenAt.getTime() >= TOUCH_INTERVAL_MS;
  if (touched) {
    session.lastSeenAt = now;
    session.expiresAt = sessionExpiry(row.createdAt, now, limits);
    session.address = address ?? row.address;
    const { lastSeenAt, expiresAt, address: seenAt } = session;
    await db().session.updateMany({
      where: { id: row.id, lastSeenAt: { lt: now } },
      data: { lastSeenAt, expiresAt, address: seenAt },
    });
  }
  const [closed, open] = partition(user.memberships, ({ workspace: { companyProvider } }) =>
    needsCompanySignIn(companyProvider, user),
  );
  return {
    ...session,
    user: { id: user.id, name: user.name, email: user.email, image: user.image },
    workspaces: listWorkspaces(open, false),
    sandboxes: listWorkspaces(open, true),
    closed: closed.map(({ workspace }) => workspace.name),
  };
}

function partition<T>(items: readonly T[], matches: (item: T) => boolean): [T[], T[]] {
  return [items.filter(matches), items.filter((item) => !matches(item))];
}

function listWorkspaces(
  memberships: readonly { workspace: Workspace; role: Role }[],
  sandbox: boolean,
): WorkspaceMembership[] {
  return memberships
    .filter(({ workspace }) => workspace.sandbox === sandbox)
    .map(({ workspace: { id, name }, role }) => ({ id, name, role }));
}

/** Ends the session of a token. Ending one that is gone is no error. */
export async function deleteSessionByToken(token: string): Promise<void> {
  await db().session.deleteMany({ where: { tokenDigest: digestSessionToken(token) } });
}

/** Ends one session of a person; false where they have none of that id. */
export async function deleteSessionOfUser(userId: string, sessionId: string): Promise<boolean> {
  const { count } = await db().session.deleteMany({ where: { id: sessionId, userId } });
  return count === 1;
}

/** Ends all sessions of a person but one; gives their number. */
export async function deleteOtherSessions(userId: string, keptId: string): Promise<number> {
  const { count } = await db().session.deleteMany({ where: { userId, id: { not: keptId } } });
  return count;
}

/** The sessions of a person that have not ended, last used first. */
export async function findSessionsOfUser(userId: string, now = new Date()): Promise<SessionRow[]> {
  const earliest = new Date(now.getTime() - sessionLimits().absoluteMs);
  return db().session.findMany({
    where: { userId, expiresAt: { gt: now }, createdAt: { gt: earliest } },
    orderBy: { lastSeenAt: 'desc' },
    omit: { tokenDigest: true, userId: true },
    include: { device: true },
  });
}
