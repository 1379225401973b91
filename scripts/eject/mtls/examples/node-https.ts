import { ProblemError, problem } from '@/lib/http/problem';
import { authorizePeer } from '@/lib/auth/mtls/server/authenticate-peer';
import { writeProblem } from '@/lib/auth/mtls/server/create-mtls-server';
import { newId, toPublicId } from '@/lib/public-id';
import { serve, WEB } from './workloads';

await serve((peer, request, response) => {
  try {
    // Who it is, the handshake has proved; whether it may do this is asked at each operation.
    authorizePeer(peer, [WEB]);
    if (request.url !== '/whoami') throw problem('not-found');
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ peer: peer.id.id, serial: peer.serial }));
  } catch (cause) {
    const error = cause instanceof ProblemError ? cause : problem('internal-error', { cause });
    writeProblem(response, error, toPublicId('req', newId()));
  }
});
