import { getEnv } from '@/lib/env';
import type { ClientContext } from '@/lib/http/client-context';
import { type ProblemError, problemResponse } from '@/lib/http/problem';
import { toProblem } from '@/lib/http/to-problem';
import { createLog } from '@/lib/log';
import { noteRequest } from '@/lib/request-log/note-request';
import { type Check, CHECKS } from './checks';
import type { Answer, AnyEndpoint, Endpoint } from './endpoint';
import { ENDPOINTS } from './route-table';
import { type Exchange, require } from './exchange';
import { answerIdempotently, readIdempotencyKey } from './idempotency';
import { createRouter, type Match } from './match-route';
import { refuseCredentialInUrl } from './refuse-credential-in-url';

export type ApiHandler = (request: Request, context: ClientContext) => Promise<Response>;

/**
 * Makes the API of a list of endpoints and a table of checks. Tests take one check out of the table
 * to show what it holds back.
 */
export function createApiHandler(
  endpoints: readonly AnyEndpoint[],
  checks: readonly Check[],
): ApiHandler {
  const findRoute = createRouter(endpoints);
  return async (request, context) => {
    const startedAt = performance.now();
    const url = new URL(request.url);
    let exchange: Exchange | undefined;
    let failure: ProblemError | undefined;
    let response: Response;
    try {
      const match = matchOrDescribe(findRoute, request.method, url.pathname);
      if (match instanceof Response) return finish(match, request, context, {});
      if (match.endpoint.scope === 'public') {
        response = toResponse(await match.endpoint.handle(request, context));
      } else {
        exchange = toExchange(request, context, url, match.endpoint, match.pathParams);
        for (const check of checks) await check.run(exchange);
        response = await answer(exchange);
      }
    } catch (error) {
      failure = toProblem(exchange ? error : await explainMiss(error, url, context));
      if (failure.status >= 500) {
        createLog('api').error({ err: failure.cause, request_id: context.requestId }, failure.slug);
      }
      response = problemResponse(failure, context.requestId);
    }
    const finished = finish(response, request, context, exchange?.headers ?? {});
    if (exchange) record(exchange, finished.status, failure, performance.now() - startedAt);
    return finished;
  };
}

/** The public API: `/api/v1/*` and what belongs to it. Both hosts call this and nothing else. */
export const handleApiRequest: ApiHandler = createApiHandler(ENDPOINTS, CHECKS);

/** A path or method that is not there may still carry a credential. */
async function explainMiss(error: unknown, url: URL, context: ClientContext): Promise<unknown> {
  try {
    await refuseCredentialInUrl({ url, context });
    return error;
  } catch (refusal) {
    return refusal;
  }
}

/** `OPTIONS` answers what a path allows, and nothing that would let another origin's page in. */
function matchOrDescribe(
  findRoute: ReturnType<typeof createRouter>,
  method: string,
  pathname: string,
): Match | Response {
  if (method !== 'OPTIONS') return findRoute(method, pathname);
  try {
    return findRoute('OPTIONS', pathname);
  } catch (error) {
    const refusal = toProblem(error);
    if (refusal.slug !== 'method-not-allowed') throw refusal;
    return new Response(null, { status: 204, headers: refusal.options.headers ?? {} });
  }
}

function toExchange(
  request: Request,
  context: ClientContext,
  url: URL,
  endpoint: Endpoint,
  pathParams: Record<string, string>,
): Exchange {
  return { request, context, url, endpoint, pathParams, headers: {}, input: {} };
}

async function answer(exchange: Exchange): Promise<Response> {
  const { endpoint, context, input } = exchange;
  const proof = require(exchange.proof, 'proof');
  const call = {
    principal: proof.principal,
    proof,
    context,
    params: input.params,
    query: input.query,
    body: input.body,
    found: input.found,
    idempotencyKey: readIdempotencyKey(exchange.request.headers) ?? context.requestId,
  };
  const run = async () => toResponse(await endpoint.handle(call));
  return endpoint.method === 'GET' ? run() : answerIdempotently(exchange, run);
}

function toResponse({ status, body, headers }: Answer): Response {
  const base = { 'cache-control': 'no-store', ...headers };
  if (body === undefined) return new Response(null, { status: status ?? 204, headers: base });
  return new Response(JSON.stringify(body), {
    status: status ?? 200,
    headers: { 'content-type': 'application/json', ...base },
  });
}

/** Adds what every answer carries. @see RFC 9728 section 5.1 */
function finish(
  response: Response,
  request: Request,
  context: ClientContext,
  headers: Record<string, string>,
): Response {
  for (const [name, value] of Object.entries(headers)) {
    if (!response.headers.has(name)) response.headers.set(name, value);
  }
  response.headers.set('x-request-id', context.requestId);
  if (response.status === 401) {
    const metadata = `${getEnv().APP_URL}/.well-known/oauth-protected-resource/api/v1`;
    const challenge = response.headers.get('www-authenticate') ?? 'Bearer realm="tollgate"';
    response.headers.set('www-authenticate', `${challenge}, resource_metadata="${metadata}"`);
  }
  if (request.method !== 'HEAD') return response;
  return new Response(null, { status: response.status, headers: response.headers });
}

/** Only a request with a proven credential belongs to somebody who may read the log. */
function record(
  exchange: Exchange,
  status: number,
  failure: ProblemError | undefined,
  durationMs: number,
): void {
  const { proof, request, url, endpoint, context } = exchange;
  if (!proof) return;
  noteRequest(proof.principal, context, {
    method: request.method,
    path: url.pathname,
    scope: endpoint.scope,
    status,
    durationMs,
    problem: failure?.slug ?? null,
  });
}
