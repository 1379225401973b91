import { createSecureContext, type PeerCertificate, type TLSSocket } from 'node:tls';
import { buildConnector } from 'undici';
import { checkSvid } from '../certificate/check-svid';
import { verifyChain } from '../certificate/verify-chain';
import type { Identity } from '../identity/identity';
import { MtlsError } from '../mtls-error';
import { type PresentedCertificate, readPresentedChain } from '../peer';
import { clientTlsOptions, crlsFitTls } from '../tls-options';

/** Judges the certificate of a server whose chain the handshake has verified. */
export type ServerCheck = (
  certificate: PresentedCertificate,
  expectedId: string,
  identity: Identity,
) => Error | undefined;

/**
 * The server must be the one workload that we mean to call. Host names say nothing here.
 *
 * Attack: any other workload of the trust domain has a valid chain, too. One that got hold of
 * billing's address would otherwise be told every payment.
 */
export const checkServer: ServerCheck = (certificate, expectedId, identity) => {
  try {
    const chain = readPresentedChain(certificate);
    const [leaf] = chain;
    if (!leaf) throw new MtlsError('no-certificate', 'The server has no certificate');
    const { id } = checkSvid(leaf, 'server', identity.maxLifetimeMs);
    // Attack: lists too large for the TLS library were not asked in the handshake.
    if (!crlsFitTls(identity.crls)) verifyChain(chain, identity, new Date());
    if (id === expectedId) return undefined;
    return new MtlsError('wrong-peer', `Expected ${expectedId}, found ${id}`);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
};

type ConnectOptions = {
  identity: Identity;
  expectedId: string;
  timeoutMs: number;
  /** Called with each verified connection. */
  onConnect: (socket: TLSSocket) => void;
  checkServer?: ServerCheck;
};

/** The options of each connection, for undici and for `tls.connect` alike. */
export function connectionOptions(options: Omit<ConnectOptions, 'onConnect' | 'timeoutMs'>) {
  const judge = options.checkServer ?? checkServer;
  const tls = clientTlsOptions(options.identity);
  return {
    rejectUnauthorized: true,
    secureContext: createSecureContext(tls),
    checkServerIdentity: (_host: string, certificate: PeerCertificate) =>
      judge(certificate, options.expectedId, options.identity),
  };
}

/** Makes the connector of a pool that was made with one identity. */
export function buildPeerConnector(options: ConnectOptions): buildConnector.connector {
  const connect = buildConnector({
    ...connectionOptions(options),
    // Attack: on a resumed session Node does not ask who the server is.
    maxCachedSessions: 0,
    timeout: options.timeoutMs,
  });
  return (target, callback) => {
    connect(target, (...result) => {
      const [error, socket] = result;
      if (!error && socket && 'getPeerX509Certificate' in socket) options.onConnect(socket);
      callback(...result);
    });
  };
}
