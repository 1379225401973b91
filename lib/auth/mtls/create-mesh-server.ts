import { createServer, type Server } from 'node:http';
import type { Logger } from 'pino';
import { ProblemError, problem } from '@/lib/http/problem';
import { newId, toPublicId } from '@/lib/public-id';
import type { PeerHandler } from './create-mtls-server';
import { limitSlowPeers } from './limit-slow-peers';
import { MtlsError } from './mtls-error';
import { type MeshHeader, readMeshPeer } from './read-mesh-peer';
import { writeProblem } from './write-problem';

type MeshServerOptions = {
  trustDomain: string;
  header: MeshHeader;
  log: Logger;
  handle: PeerHandler;
};

/**
 * A server behind a mesh: the sidecar ends the TLS connection, verifies the peer and says who it is
 * in a header. Listen on an address that only the sidecar reaches.
 */
export function createMeshServer({ trustDomain, header, log, handle }: MeshServerOptions): Server {
  const server = createServer((request, response) => {
    const requestId = toPublicId('req', newId());
    try {
      handle({ id: readMeshPeer(request.headers, header, trustDomain) }, request, response);
    } catch (cause) {
      const slug = cause instanceof MtlsError ? 'peer-not-trusted' : 'internal-error';
      const error = cause instanceof ProblemError ? cause : problem(slug, { cause });
      log.warn(
        { reason: error.slug, cause: error.cause, request_id: requestId },
        'request refused',
      );
      response.setHeader('connection', 'close');
      writeProblem(response, error, requestId);
    }
  });
  limitSlowPeers(server);
  return server;
}
