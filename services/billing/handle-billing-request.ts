import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { authorizePeer } from '@/lib/auth/mtls/authorize-peer';
import { type SpiffeId, workloadId } from '@/lib/auth/mtls/spiffe-id';
import { writeProblem } from '@/lib/auth/mtls/write-problem';
import { type Actor, REQUEST_ID_HEADER } from '@/lib/billing/wire';
import { ProblemError, problem } from '@/lib/http/problem';
import { newId, toPublicId } from '@/lib/public-id';
import { type BillingCall, OPERATIONS, type Operation } from './operation';
import { readActor, readBody, readTenant } from './request';

type Match = { operation: Operation; parameters: Record<string, string> };

const REQUEST_ID = /^[\w-]{1,64}$/;
const NO_TENANT = { workspaceId: '', mode: 'test' } as const;
const NOBODY: Actor = { user_id: '', credential: 'none', credential_id: '' };

function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const [wanted, found] = [pattern.split('/'), path.split('/')];
  if (wanted.length !== found.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = found[index] ?? '';
    if (part.startsWith('{')) parameters[part.slice(1, -1)] = value;
    else if (part !== value) return undefined;
  }
  return parameters;
}

/** @throws {ProblemError} 404, or 405 naming the methods that the path has. */
function findOperation(method: string, path: string): Match {
  const matches = OPERATIONS.flatMap((operation) => {
    const parameters = matchPath(operation.path, path);
    return parameters ? [{ operation, parameters }] : [];
  });
  const found = matches.find(({ operation }) => operation.method === method);
  if (found) return found;
  if (matches.length === 0) throw problem('not-found');
  const allow = matches.map(({ operation }) => operation.method).join(', ');
  throw problem('method-not-allowed', { headers: { allow } });
}

async function answer(peer: SpiffeId, request: IncomingMessage): Promise<unknown> {
  const url = new URL(request.url ?? '/', 'https://billing');
  const { operation, parameters } = findOperation(request.method ?? '', url.pathname);
  const allowed = operation.callers.map((name) => workloadId(peer.trustDomain, name));
  authorizePeer({ id: peer }, allowed);
  const { workspace = '', mode = '', invoice = '' } = parameters;
  const call: BillingCall = {
    peer: peer.id,
    // Attack: the right workload with the wrong tenant. What the call is about comes from the path
    // and is part of every query, so one tenant's call never reaches another's rows.
    tenant: operation.tenant ? readTenant(workspace, mode) : NO_TENANT,
    actor: operation.tenant ? readActor(request) : NOBODY,
    query: url.searchParams,
    body: operation.method === 'GET' ? undefined : await readBody(request),
    invoice,
  };
  return operation.run(call);
}

/** Answers one request of an authenticated peer: find, authorize, read, run, write. */
export async function handleBillingRequest(
  log: Logger,
  peer: { id: SpiffeId },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const given = request.headers[REQUEST_ID_HEADER];
  const requestId =
    typeof given === 'string' && REQUEST_ID.test(given) ? given : toPublicId('req', newId());
  const facts = { request_id: requestId, peer: peer.id.id, method: request.method };
  try {
    const body = JSON.stringify(await answer(peer.id, request));
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(body);
    log.debug({ ...facts, status: 200 }, 'answered');
  } catch (error) {
    const known = error instanceof ProblemError;
    const refusal = known ? error : problem('internal-error', { cause: error });
    const outcome = { ...facts, status: refusal.status, reason: refusal.slug };
    if (refusal.status >= 500) log.error({ ...outcome, err: error }, 'failed');
    else log.info(outcome, 'refused');
    await writeProblem(response, refusal, requestId);
  }
}
