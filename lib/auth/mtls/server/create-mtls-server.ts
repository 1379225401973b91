import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Duplex } from 'node:stream';
import type { TLSSocket, TlsOptions } from 'node:tls';
import type { Logger } from 'pino';
import { ProblemError, problem, problemAnswer } from '@/lib/http/problem';
import { newId, toPublicId } from '@/lib/public-id';
import type { SpiffeId } from '../certificate/spiffe-id';
import type { Identity, IdentitySource } from '../identity/identity';
import { readPeer } from '../peer';
import { serverTlsOptions } from '../tls-options';
import {
  authenticatePeer,
  type Connection,
  PEER_CHECKS,
  type PeerCheck,
} from './authenticate-peer';
import { describeRefusal, isKnock, rememberPresentedChains } from './describe-refusal';

/** Who calls. The serial is that of its certificate, where we have seen one. */
export type KnownPeer = { id: SpiffeId; serial?: string };

/** What runs for an authenticated peer. It still has to ask whether this peer may do this. */
export type PeerHandler = (
  peer: KnownPeer,
  request: IncomingMessage,
  response: ServerResponse,
) => void;

type MtlsServerOptions = {
  source: IdentitySource;
  log: Logger;
  handle: PeerHandler;
  /** The guards, open to tests that show what happens without one. */
  tlsOptions?: (identity: Identity) => TlsOptions;
  peerChecks?: readonly PeerCheck[];
  readPeer?: typeof readPeer;
};

const HANDSHAKE_TIMEOUT_MS = 5_000;

/**
 * An HTTPS server that talks only to peers with an SVID of its trust domain. The identity is
 * followed without a restart: new handshakes use the new one, connections made with an older one
 * are asked to close after their next answer.
 */
export function createMtlsServer(options: MtlsServerOptions): Server {
  const { source, log, handle } = options;
  const tlsOptions = options.tlsOptions ?? serverTlsOptions;
  const checks = options.peerChecks ?? PEER_CHECKS;
  const identify = options.readPeer ?? readPeer;
  const connections = new WeakMap<Duplex, Connection>();

  const server = createServer({
    ...tlsOptions(source.current()),
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
  });
  limitSlowPeers(server);

  rememberPresentedChains(server);
  // Before the listener of node:https, so that no byte of HTTP is read from a refused peer.
  server.prependListener('secureConnection', (socket: TLSSocket) => {
    const madeWith = source.current();
    try {
      connections.set(socket, { peer: identify(socket, madeWith, 'client'), madeWith });
    } catch (error) {
      const reason = error instanceof Error ? error : new Error(String(error));
      log.warn({ ...describeRefusal(reason, socket, madeWith) }, 'peer refused');
      socket.destroy();
    }
  });
  server.on('tlsClientError', (error, socket) => {
    if (isKnock(error, socket)) {
      log.debug({ address: socket.remoteAddress }, 'connection closed before the handshake');
      return;
    }
    log.warn({ ...describeRefusal(error, socket, source.current()) }, 'handshake refused');
  });

  server.on('request', (request, response) => {
    try {
      const peer = authenticatePeer(connections, request.socket, source.current(), checks);
      if (connections.get(request.socket)?.madeWith !== source.current()) {
        response.setHeader('connection', 'close');
      }
      requireKnownCoding(request);
      handle({ id: peer.id, serial: peer.certificate.serial }, request, response);
    } catch (cause) {
      // Attack: a fault in a check must refuse, and must not take the process down.
      const error = cause instanceof ProblemError ? cause : problem('internal-error', { cause });
      const peer = connections.get(request.socket)?.peer;
      const requestId = toPublicId('req', newId());
      log.warn(
        {
          reason: error.slug,
          cause: error.cause,
          spiffe_id: peer?.id.id,
          serial: peer?.certificate.serial,
          request_id: requestId,
        },
        'request refused',
      );
      response.setHeader('connection', 'close');
      writeProblem(response, error, requestId);
    }
  });

  const stopFollowing = source.onChange((identity) => {
    try {
      server.setSecureContext(tlsOptions(identity));
    } catch (error) {
      log.error({ err: error }, 'the TLS library refused the identity, the old one stays in use');
    }
  });
  server.on('close', stopFollowing);
  return server;
}

/**
 * Attack: a body in a coding that no one knows ends where each parser thinks it does.
 * @see RFC 9112 section 6.3
 */
function requireKnownCoding({ headers }: IncomingMessage): void {
  const coding = headers['transfer-encoding'];
  if (coding === undefined || coding.toLowerCase() === 'chunked') return;
  throw problem('malformed-request', { detail: 'The only transfer coding is chunked.' });
}

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than the client's, so that the client never writes on a connection being closed. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;

type Limits = Pick<HttpServer, 'headersTimeout' | 'requestTimeout' | 'keepAliveTimeout'>;

/** A peer that sends slowly, or nothing, does not hold a connection for long. */
export function limitSlowPeers(server: Limits): void {
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS;
}

/** Writes a problem on a plain Node response. */
export function writeProblem(
  response: ServerResponse,
  error: ProblemError,
  requestId: string,
): void {
  const answer = problemAnswer(error, requestId);
  for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
  response.statusCode = answer.status;
  response.end(answer.body);
}
