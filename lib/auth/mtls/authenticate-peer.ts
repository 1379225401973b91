import type { Duplex } from 'node:stream';
import { problem } from '@/lib/http/problem';
import type { ProblemSlug } from '@/lib/http/problem-catalog';
import type { PeerCheck } from './check-peer';
import type { Identity } from './identity';
import { MtlsError, type MtlsReason } from './mtls-error';
import type { Peer } from './peer';

/** An accepted connection: who is there, and which of our identities it was made with. */
export type Connection = { peer: Peer; madeWith: Identity };

const PROBLEM_OF_REASON: Partial<Record<MtlsReason, ProblemSlug>> = {
  expired: 'peer-expired',
  revoked: 'peer-revoked',
};

/**
 * Answers who sends this request: the peer that the handshake proved, if it is still to be believed
 * at this moment.
 * @throws {ProblemError} 401 `peer-expired`, `peer-revoked` or `peer-not-trusted`, with the true
 * reason as cause.
 */
export function authenticatePeer(
  connections: WeakMap<Duplex, Connection>,
  socket: Duplex,
  identity: Identity,
  checks: readonly PeerCheck[],
): Peer {
  const connection = connections.get(socket);
  if (!connection) throw problem('peer-not-trusted');
  const now = new Date();
  try {
    for (const check of checks) check(connection.peer, identity, now);
  } catch (error) {
    if (!(error instanceof MtlsError)) throw error;
    throw problem(PROBLEM_OF_REASON[error.code] ?? 'peer-not-trusted', { cause: error });
  }
  return connection.peer;
}
