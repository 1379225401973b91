import type { TLSSocket } from 'node:tls';
import { readPeerChain } from './peer';

/** A refused handshake in the log: the true reason, and who it was as far as that is known. */
export type Refusal = { reason: string; spiffe_id?: string; serial?: string; address?: string };

function errorCode(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

/**
 * Says why a handshake was refused. The error of `tlsClientError` is only ECONNRESET for a bad
 * certificate; the reason is on the socket. What the certificate claims is not verified.
 */
export function describeRefusal(error: Error, socket: TLSSocket): Refusal {
  const verdict: unknown = socket.authorizationError;
  const reason = verdict instanceof Error ? errorCode(verdict) : (verdict ?? errorCode(error));
  const refusal: Refusal = { reason: String(reason), address: socket.remoteAddress };
  try {
    const [leaf] = readPeerChain(socket);
    if (leaf) return { ...refusal, spiffe_id: leaf.uriNames.join(' '), serial: leaf.serial };
  } catch {
    // Not even a certificate: the reason says enough.
  }
  return refusal;
}
