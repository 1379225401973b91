import type { Identity } from './identity';
import { MtlsError } from './mtls-error';
import type { Peer } from './peer';
import { verifyChain } from './verify-chain';

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
  const verdicts = verdictsOf(identity);
  const known = verdicts.get(peer);
  if (known && now < known.until) {
    if (known.error) throw known.error;
    return;
  }
  let error: MtlsError | null = null;
  try {
    verifyChain(peer.chain, identity, now);
  } catch (reason) {
    if (!(reason instanceof MtlsError)) throw reason;
    error = reason;
  }
  verdicts.set(peer, { error, until: new Date(now.getTime() + VERDICT_MS) });
  if (error) throw error;
};

/** The order in which they are asked. */
export const PEER_CHECKS: readonly PeerCheck[] = [checkNotExpired, checkStillTrusted];

type Verdict = { error: MtlsError | null; until: Date };

/** Within one generation only time can change a verdict, so it is asked again each second. */
const VERDICT_MS = 1_000;

const byIdentity = new WeakMap<Identity, WeakMap<Peer, Verdict>>();

function verdictsOf(identity: Identity): WeakMap<Peer, Verdict> {
  const known = byIdentity.get(identity);
  if (known) return known;
  const fresh = new WeakMap<Peer, Verdict>();
  byIdentity.set(identity, fresh);
  return fresh;
}
