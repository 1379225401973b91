import type { Principal } from '@/lib/auth/principal';
import { problem } from '@/lib/http/problem';
import { deleteOtherSessions, deleteSessionOfUser } from './session.repository';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Ends one session of the person, at once: its row is gone, and the row is the lock.
 * @throws {ProblemError} 404 where they have none of that id.
 */
export async function revokeSession(principal: Principal, sessionId: string): Promise<void> {
  const found = UUID.test(sessionId) && (await deleteSessionOfUser(principal.userId, sessionId));
  if (!found) throw problem('not-found');
}

/** Ends every session of the person but the one they act with; gives the number of ended ones. */
export async function revokeOtherSessions(principal: Principal): Promise<number> {
  return deleteOtherSessions(principal.userId, principal.credentialId);
}
