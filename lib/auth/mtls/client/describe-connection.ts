import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import type { Certificate } from '../certificate/read-certificate';
import type { Identity, IdentitySource } from '../identity/identity';
import { type PeerView, readPeerChain, toPeerView } from '../peer';
import { connectionOptions } from './connect-peer';

/** What a handshake with a server settled, made now and shown to people. */
export type ConnectionView = {
  /** `TLSv1.3`. */
  protocol: string;
  cipher: string;
  /** The key exchange: `X25519MLKEM768` is post-quantum, `X25519` is not, and `unnamed` is one that this Node has no name for. */
  group: string;
  local: PeerView;
  remote: PeerView;
  /** Both chains from leaf to root, as far as each end holds them. */
  localChain: PeerView[];
  remoteChain: PeerView[];
  /** When our own certificate will have lived half of its life: renewal comes about then. */
  nextRotation: Date;
  /** Why newer files on disk are not in use; null while all is well. */
  identityProblem: string | null;
};

const TIMEOUT_MS = 3_000;

/**
 * The key exchange of a connection that we made: Node tells it at the client's end only. Node 22 makes
 * post-quantum ones and has no name for them (findings/node22-hides-post-quantum-group.sh).
 */
export function readGroup(socket: TLSSocket): string {
  const info: object = socket.getEphemeralKeyInfo() ?? {};
  return 'name' in info && typeof info.name === 'string' ? info.name : 'unnamed';
}

/** A chain with the CA of the bundle that it hangs on. */
function withAnchor(chain: readonly Certificate[], { bundle }: Identity): PeerView[] {
  const top = chain.at(-1);
  const anchor = bundle.find((authority) => top?.x509.checkIssued(authority.x509));
  const isIncluded = chain.some(({ x509 }) => x509.fingerprint256 === anchor?.x509.fingerprint256);
  return [...chain, ...(anchor && !isIncluded ? [anchor] : [])].map(toPeerView);
}

/**
 * Makes one handshake with a server and says what it settled. No request is sent.
 * @param origin `https://host:port`.
 * @param expectedId the SPIFFE ID that the server must have.
 * @throws {Error} the refusal, when there is no such handshake.
 */
export async function describeConnection(
  source: IdentitySource,
  origin: string,
  expectedId: string,
): Promise<ConnectionView> {
  const identity = source.current();
  const { hostname, port } = new URL(origin);
  const socket = connect({
    ...connectionOptions({ identity, expectedId }),
    host: hostname,
    port: Number(port || 443),
    servername: hostname,
    timeout: TIMEOUT_MS,
  });
  socket.on('error', () => {});
  socket.once('timeout', () => socket.destroy(new Error('The handshake took too long')));
  try {
    await once(socket, 'secureConnect');
    const remote = withAnchor(readPeerChain(socket), identity);
    const [leaf] = identity.chain;
    const [remoteLeaf] = remote;
    if (!remoteLeaf) throw new Error('The server has no certificate');
    return {
      protocol: socket.getProtocol() ?? 'unknown',
      cipher: socket.getCipher().standardName,
      group: identity.tlsGroup ?? readGroup(socket),
      local: toPeerView(leaf),
      remote: remoteLeaf,
      localChain: withAnchor(identity.chain, identity),
      remoteChain: remote,
      nextRotation: new Date((leaf.notBefore.getTime() + leaf.notAfter.getTime()) / 2),
      identityProblem: source.problem()?.message ?? null,
    };
  } finally {
    // In good order, so that the server does not note a connection that broke.
    socket.resume().end();
  }
}
