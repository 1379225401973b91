import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { type SpiffeId, workloadId } from '@/lib/auth/mtls/certificate/spiffe-id';
import { authorizePeer } from '@/lib/auth/mtls/server/authenticate-peer';
import type { KnownPeer } from '@/lib/auth/mtls/server/create-mtls-server';
import { writeProblem } from '@/lib/auth/mtls/server/create-mtls-server';
import { type Actor, REQUEST_ID_HEADER } from '@/lib/billing/wire';
import { getEnv } from '@/lib/env';
import { NodeRequest } from '@/lib/http/node-request';
import { problem } from '@/lib/http/problem';
import { createRouter } from '@/lib/http/router';
import { toProblem } from '@/lib/http/to-problem';
import { newId, toPublicId } from '@/lib/public-id';
import { continueTrace, TRACE_STEPS_HEADER } from '@/lib/trace/remote-steps';
import { MTLS_STEPS } from '@/lib/trace/steps/mtls';
import { noteStep, traceStep } from '@/lib/trace/trace-step';
import { readActor, readBody, readTenant } from './request';
import { type BillingCall, OPERATIONS } from './routes';

const REQUEST_ID = /^[\w-]{1,64}$/;
const NO_TENANT = { workspaceId: '', mode: 'test' } as const;
const ANSWER_HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-store' };
const NOBODY: Actor = { user_id: '', credential: 'none', credential_id: '' };

const findOperation = createRouter(OPERATIONS);

/** @throws {ProblemError} 400 for a target that is no path. */
function readUrl(target = '/'): URL {
  if (!target.startsWith('/') || !URL.canParse(target, 'https://billing')) {
    throw problem('malformed-request');
  }
  return new URL(target, 'https://billing');
}

async function answer(peer: SpiffeId, request: IncomingMessage): Promise<unknown> {
  const url = readUrl(request.url);
  const { endpoint: operation, pathParams } = findOperation(request.method ?? '', url.pathname);
  noteStep(MTLS_STEPS.authenticate, peer.id);
  const { SPIFFE_PATH } = getEnv();
  const allowed = operation.callers.map((name) => workloadId(peer.trustDomain, name, SPIFFE_PATH));
  traceStep(
    MTLS_STEPS.authorize,
    () => authorizePeer({ id: peer }, allowed),
    () => operation.name,
  );
  const { workspace = '', mode = '', invoice = '', payment = '' } = pathParams;
  const call: BillingCall = {
    peer: peer.id,
    // Attack: the right workload with the wrong tenant. What the call is about comes from the path
    // and is part of every query, so one tenant's call never reaches another's rows.
    tenant: operation.tenant ? readTenant(workspace, mode) : NO_TENANT,
    actor: operation.tenant ? readActor(request) : NOBODY,
    query: url.searchParams,
    body: operation.method === 'GET' ? undefined : await readBody(new NodeRequest(request)),
    invoice,
    payment,
  };
  return traceStep(
    MTLS_STEPS.run,
    () => operation.run(call),
    () => operation.name,
  );
}

/** Answers one request of an authenticated peer: find, authorize, read, run, write. */
export function handleBillingRequest(
  log: Logger,
  peer: KnownPeer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { traceparent } = request.headers;
  return continueTrace(
    typeof traceparent === 'string' ? traceparent : undefined,
    async (encodeSteps) => {
      const given = request.headers[REQUEST_ID_HEADER];
      const isId = typeof given === 'string' && REQUEST_ID.test(given);
      const requestId = isId ? given : toPublicId('req', newId());
      const facts = {
        request_id: requestId,
        peer: peer.id.id,
        serial: peer.serial,
        method: request.method,
      };
      const sendSteps = () => {
        const steps = encodeSteps();
        if (steps) response.setHeader(TRACE_STEPS_HEADER, steps);
      };
      try {
        const body = JSON.stringify(await answer(peer.id, request));
        sendSteps();
        response.writeHead(200, ANSWER_HEADERS).end(body);
        log.debug({ ...facts, status: 200 }, 'answered');
      } catch (error) {
        const refusal = toProblem(error);
        const outcome = { ...facts, status: refusal.status, reason: refusal.slug };
        if (refusal.status >= 500) log.error({ ...outcome, err: error }, 'failed');
        else log.info(outcome, 'refused');
        sendSteps();
        writeProblem(response, refusal, requestId);
      }
    },
  );
}
