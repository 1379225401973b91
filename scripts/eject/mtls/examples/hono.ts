import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { authorizePeer } from '@/lib/auth/mtls/server/authenticate-peer';
import type { KnownPeer } from '@/lib/auth/mtls/server/create-mtls-server';
import { ProblemError, problem, problemAnswer } from '@/lib/http/problem';
import { newId, toPublicId } from '@/lib/public-id';
import { serve, WEB } from './workloads';

const app = new Hono<{ Bindings: { peer: KnownPeer } }>();

app.get('/whoami', (context) => {
  const { peer } = context.env;
  authorizePeer(peer, [WEB]);
  return context.json({ peer: peer.id.id, serial: peer.serial });
});
app.notFound(() => toResponse(problem('not-found')));
app.onError((error) =>
  toResponse(error instanceof ProblemError ? error : problem('internal-error', { cause: error })),
);

function toResponse(error: ProblemError): Response {
  const { status, headers, body } = problemAnswer(error, toPublicId('req', newId()));
  return new Response(body, { status, headers });
}

await serve((peer, request, response) => {
  void getRequestListener((incoming) => app.fetch(incoming, { peer }))(request, response);
});
