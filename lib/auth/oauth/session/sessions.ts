import type { Principal } from '@/lib/auth/principal';
import { describeDevice } from './describe-device';
import { findSessionsOfUser } from './session.repository';

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
};

/** Where the person is signed in, last used first. */
export async function listSessions(principal: Principal): Promise<SessionView[]> {
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
  }));
}
