import { once } from 'node:events';
import { duplexPair } from 'node:stream';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { MtlsError } from '../mtls-error';
import { clientTlsOptions, serverTlsOptions } from '../tls-options';
import type { Identity } from './identity';

const TIMEOUT_MS = 5_000;

/** What an operator can do about a refusal that the TLS library has no clear word for. */
const ADVICE: Record<string, string> = {
  UNABLE_TO_GET_ISSUER_CERT: 'The trust bundle lacks a root: it holds an intermediate only',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'The trust bundle lacks the root of the chain',
  UNABLE_TO_GET_CRL: 'There is no CRL for each CA of the chain, or a list does not cover them all',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'The certificate has the name of its issuer and no authority key identifier',
  ERR_SSL_NO_SUITABLE_SIGNATURE_ALGORITHM: 'TLS 1.3 has no signature for this kind of key',
};

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const library = 'reason' in error && typeof error.reason === 'string' ? error.reason : '';
  const advice = ADVICE[code] ? `: ${ADVICE[code]}` : '';
  return `${[code, library || error.message].filter(Boolean).join(' ')}${advice}`;
}

/**
 * Makes one handshake of an identity with itself, in memory, as both client and server, with its
 * own trust bundle and CRLs. What fails here would fail with every peer.
 *
 * The rules of `validateIdentity` are ours. Those of the TLS library differ in places, and only the
 * library knows all of them: curves, critical extensions, name constraints, scopes of CRLs.
 * @throws {MtlsError} `handshake-fails` with the library's reason.
 */
export async function tryHandshake(identity: Identity): Promise<void> {
  const [near, far] = duplexPair();
  const server = createServer({
    ...serverTlsOptions(identity),
    handshakeTimeout: TIMEOUT_MS,
  });
  const accepted = new Promise<TLSSocket>((resolve, reject) => {
    server.once('secureConnection', resolve);
    // The error is only ECONNRESET where the certificate was refused; the reason is on the socket.
    server.once('tlsClientError', (error, socket) => reject(socket.authorizationError ?? error));
  });
  const client = connect({
    ...clientTlsOptions(identity),
    socket: near,
    // Who it is is known already; the chain is what this is about.
    checkServerIdentity: () => undefined,
  });
  client.on('error', () => {});
  server.emit('connection', far);
  try {
    // Whichever end says first what is wrong; the other then only loses its connection.
    await Promise.all([once(client, 'secureConnect'), accepted]);
  } catch (cause) {
    throw new MtlsError('handshake-fails', `TLS refuses this identity: ${describe(cause)}`, {
      cause,
    });
  } finally {
    for (const stream of [client, near, far]) stream.destroy();
  }
}
