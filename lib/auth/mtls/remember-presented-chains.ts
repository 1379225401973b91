import type { Server, TLSSocket } from 'node:tls';
import { readPeerChain } from './peer';

/**
 * Reads each client's certificates before the TLS library judges them. After a refusal the socket
 * is closed and Node has forgotten them, so the log could not say who was refused.
 *
 * `keylog` is the one public event that names a connection during its handshake. Its line is key
 * material and is not touched.
 */
export function rememberPresentedChains(server: Server): void {
  const known = new WeakSet<TLSSocket>();
  server.on('keylog', (_line: Buffer, socket: TLSSocket) => {
    if (known.has(socket)) return;
    known.add(socket);
    socket.prependOnceListener('secure', () => {
      try {
        readPeerChain(socket);
      } catch {
        // Unreadable: the handshake refuses it, and the log has no name for it.
      }
    });
  });
}
