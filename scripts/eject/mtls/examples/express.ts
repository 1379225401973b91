import express, { type ErrorRequestHandler } from 'express';
import { authorizePeer } from '@/lib/auth/mtls/server/authenticate-peer';
import { type KnownPeer, writeProblem } from '@/lib/auth/mtls/server/create-mtls-server';
import { ProblemError, problem } from '@/lib/http/problem';
import { newId, toPublicId } from '@/lib/public-id';
import { serve, WEB } from './workloads';

const app = express();
app.disable('x-powered-by');

/** The peer of each request, which no header can claim. */
const peers = new WeakMap<object, KnownPeer>();

app.get('/whoami', (request, response) => {
  const peer = peers.get(request);
  if (!peer) throw problem('internal-error');
  authorizePeer(peer, [WEB]);
  response.json({ peer: peer.id.id, serial: peer.serial });
});
app.use(() => {
  throw problem('not-found');
});
const answerProblem: ErrorRequestHandler = (cause, _request, response, _next) => {
  const error = cause instanceof ProblemError ? cause : problem('internal-error', { cause });
  writeProblem(response, error, toPublicId('req', newId()));
};
app.use(answerProblem);

await serve((peer, request, response) => {
  peers.set(request, peer);
  app(request, response);
});
