import type { Duplex } from 'node:stream';
import { problem } from '@/lib/http/problem';
import type { ProblemSlug } from '@/lib/http/problem-catalog';
import type { SpiffeId } from '../certificate/spiffe-id';
import { verifyChain } from '../certificate/verify-chain';
import type { Identity } from '../identity/identity';
import { MtlsError, type MtlsReason } from '../mtls-error';
import type { Peer } from '../peer';

/** A question asked again at each request of an open connection. */
export type PeerCheck = (peer: Peer, identity: Identity, now: Date) => void;

/** Attack: a connection opened a second before expiry would otherwise live on for hours. */
export const checkNotExpired: PeerCheck = (peer, _identity, now) => {
  if (now >= peer.certificate.notAfter) {
    throw new MtlsError('expired', 'The certificate has expired');
  }
};

/**
 * Attack: a handshake asks for revocation once. A thief with an open connection keeps it, so the
 * chain is judged again with the newest CRLs and the newest trust bundle.
 */
export const checkStillTrusted: PeerCheck = (peer, identity, now) => {
  const verdict = verdictOn(peer, identity);
  if (now >= verdict.until) {
    verdict.error = judge(peer, identity, now);
    verdict.until = new Date(now.getTime() + VERDICT_MS);
  }
  if (verdict.error) throw verdict.error;
};

function judge(peer: Peer, identity: Identity, now: Date): MtlsError | null {
  try {
    verifyChain(peer.chain, identity, now);
    return null;
  } catch (reason) {
    if (reason instanceof MtlsError) return reason;
    throw reason;
  }
}

/** The order in which they are asked. */
export const PEER_CHECKS: readonly PeerCheck[] = [checkNotExpired, checkStillTrusted];

type Verdict = { error: MtlsError | null; until: Date };

/** Within one generation only time can change a verdict, so it is asked again each second. */
const VERDICT_MS = 1_000;

type Verdicts = { ofPeer: WeakMap<Peer, Verdict>; ofChain: Map<string, Verdict> };

const byIdentity = new WeakMap<Identity, Verdicts>();

/** One for all connections that the same chain made: a pool of sixteen is judged once a second. */
function verdictOn(peer: Peer, identity: Identity): Verdict {
  const verdicts = verdictsOf(identity);
  const known = verdicts.ofPeer.get(peer);
  if (known) return known;
  const chain = peer.chain.map(({ x509 }) => x509.fingerprint256).join();
  const verdict = verdicts.ofChain.get(chain) ?? { error: null, until: new Date(0) };
  verdicts.ofChain.set(chain, verdict);
  verdicts.ofPeer.set(peer, verdict);
  return verdict;
}

function verdictsOf(identity: Identity): Verdicts {
  const known = byIdentity.get(identity);
  if (known) return known;
  const fresh: Verdicts = { ofPeer: new WeakMap(), ofChain: new Map() };
  byIdentity.set(identity, fresh);
  return fresh;
}

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

/**
 * The one question about a known peer: is it on the list of this operation? Lists name whole
 * SPIFFE IDs; there is no prefix, pattern or trust-domain wide grant.
 * @throws {ProblemError} 403 `peer-not-authorized`.
 */
export function authorizePeer(peer: { id: SpiffeId }, allowed: readonly string[]): void {
  if (allowed.includes(peer.id.id)) return;
  throw problem('peer-not-authorized', { cause: new Error(`${peer.id.id} is not on the list`) });
}
