import type { Principal } from '@/lib/auth/principal';
import { describeDevice } from './describe-device';
import { findSessionsOfUser, deleteOtherSessions, deleteSessionOfUser } from './session.repository';
import { problem } from '@/lib/http/problem';

/** The person, and the session that they act with. */
type Self = Pick<Principal, 'userId' | 'credentialId'>;

export type SessionView = {
  id: string;
  /** Whether the person looks at the list with this one. */
  current: boolean;
  device: string;
  /** The address last seen; null where no front door told it. */
  address: string | null;
  provider: string | null;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  /** The key pair of a device that it is bound to; null where it is not bound. */
  deviceKey: { algorithm: string; refreshedAt: Date } | null;
};

/** Where the person is signed in, last used first. */
export async function listSessions(principal: Self): Promise<SessionView[]> {
  const rows = await findSessionsOfUser(principal.userId);
  return rows.map((row) => ({
    id: row.id,
    current: row.id === principal.credentialId,
    device: describeDevice(row.userAgent),
    address: row.address,
    provider: row.provider,
    createdAt: row.createdAt,
    lastSeenAt: row.lastSeenAt,
    expiresAt: row.expiresAt,
    deviceKey: row.device && {
      algorithm: row.device.algorithm,
      refreshedAt: row.device.refreshedAt,
    },
  }));
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Ends one session of the person, at once: its row is gone, and the row is the lock.
 * @throws {ProblemError} 404 where they have none of that id.
 */
export async function revokeSession(principal: Self, sessionId: string): Promise<void> {
  const found = UUID.test(sessionId) && (await deleteSessionOfUser(principal.userId, sessionId));
  if (!found) throw problem('not-found');
}

/** Ends every session of the person but the one they act with; gives the number of ended ones. */
export async function revokeOtherSessions(principal: Self): Promise<number> {
  return deleteOtherSessions(principal.userId, principal.credentialId);
}
