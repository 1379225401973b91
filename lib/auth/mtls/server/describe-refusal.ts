import type { Server, TLSSocket } from 'node:tls';
import { checkSvid } from '../certificate/check-svid';
import type { Certificate } from '../certificate/read-certificate';
import { verifyChain } from '../certificate/verify-chain';
import type { Identity } from '../identity/identity';
import { MtlsError } from '../mtls-error';
import { readPeerChain } from '../peer';

/** A refused connection in the log. What a certificate claims is not verified, only reported. */
export type Refusal = {
  /** The TLS library's word, e.g. `CERT_HAS_EXPIRED`, or the SVID rule that was broken. */
  reason: string;
  /** Our own verdict on the chain, where there is one. */
  verdict?: string;
  spiffe_id?: string;
  serial?: string;
  /** What an operator can look for, where the reason does not say it. */
  hint?: string;
  address?: string;
};

const NO_CERTIFICATE =
  'The client sent no certificate. Go and Java also send none when theirs is of a CA that our trust bundle does not hold.';

const OTHER_GROUP =
  'The client offers no key exchange that we accept. MIN_TLS_GROUP demands one that Node 24 has.';

function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

/** The library goes on after the first fault and reports the last one, so the chain is judged again. */
function judge(chain: readonly Certificate[], identity: Identity): string {
  try {
    verifyChain(chain, identity, new Date());
    for (const leaf of chain.slice(0, 1)) checkSvid(leaf, 'client', identity.maxLifetimeMs);
    return 'none';
  } catch (error) {
    return error instanceof MtlsError ? error.code : errorCode(error);
  }
}

/** Node has no word for these, and reports them all as UNSPECIFIED. */
function hintAt(chain: readonly Certificate[], reason: string): string | undefined {
  if (reason !== 'UNSPECIFIED') return undefined;
  const [unknown] = chain.flatMap(({ unknownCritical }) => unknownCritical);
  if (unknown)
    return `A certificate has the critical extension ${unknown}, which TLS does not know`;
  const constrained = chain.find(({ constrainsNames }) => constrainsNames);
  if (constrained)
    return `The name constraints of ${constrained.subject} do not allow a name below it`;
  return undefined;
}

/** Connections whose ClientHello was read. */
const greeted = new WeakSet<TLSSocket>();

/** A connection closed before any TLS was spoken: a TCP probe of an orchestrator, not a peer. */
export function isKnock(error: Error, socket: TLSSocket): boolean {
  return errorCode(error) === 'ECONNRESET' && !greeted.has(socket);
}

/**
 * Says why a connection was refused. The error of `tlsClientError` is only ECONNRESET for a bad
 * certificate; the reason is on the socket.
 */
export function describeRefusal(error: Error, socket: TLSSocket, identity: Identity): Refusal {
  const reason = errorCode(
    error instanceof MtlsError ? error : (socket.authorizationError ?? error),
  );
  const refusal: Refusal = { reason, address: socket.remoteAddress };
  try {
    const chain = readPeerChain(socket);
    const [leaf] = chain;
    if (!leaf && reason.includes('PEER_DID_NOT')) return { ...refusal, hint: NO_CERTIFICATE };
    if (!leaf && reason.includes('NO_SUITABLE')) return { ...refusal, hint: OTHER_GROUP };
    if (!leaf) return refusal;
    const claimed = { spiffe_id: leaf.uriNames.join(' '), serial: leaf.serial };
    return { ...refusal, ...claimed, verdict: judge(chain, identity), hint: hintAt(chain, reason) };
  } catch {
    // Not even readable: the reason says enough.
    return refusal;
  }
}

/**
 * Reads each client's certificates before the TLS library judges them. After a refusal the socket
 * is closed and Node has forgotten them, so the log could not say who was refused.
 *
 * `keylog` is the one public event that names a connection during its handshake. Its line is key
 * material and is not touched.
 */
export function rememberPresentedChains(server: Server): void {
  server.on('keylog', (_line: Buffer, socket: TLSSocket) => {
    if (greeted.has(socket)) return;
    greeted.add(socket);
    socket.prependOnceListener('secure', () => {
      try {
        readPeerChain(socket);
      } catch {
        // Unreadable: the handshake refuses it, and the log has no name for it.
      }
    });
  });
}
