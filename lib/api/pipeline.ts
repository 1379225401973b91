import { DPOP_ALGORITHMS } from '@/lib/auth/proof-of-possession/verify-dpop-proof';
import { getEnv } from '@/lib/env';
import type { ClientContext } from '@/lib/http/client-context';
import { toFetchHandler } from '@/lib/http/fetch-message';
import type { HttpAnswer, HttpRequest } from '@/lib/http/http-message';
import { problemAnswer, type ProblemError } from '@/lib/http/problem';
import { createRouter, matchOrOptions } from '@/lib/http/router';
import { toProblem } from '@/lib/http/to-problem';
import { createLog } from '@/lib/log';
import { describeRefusal } from '@/lib/request-log/describe-refusal';
import { logRequest } from '@/lib/request-log/log-request';
import { type Check, CHECKS, refuseCredentialInUrl } from './checks';
import { answerPreflight, corsHeaders } from './cors';
import type { AuthenticatedCredential } from './credential-schemes';
import type { Answer, AnyEndpoint, Endpoint } from './endpoint';
import { assertSet, type Exchange } from './exchange';
import { answerIdempotently, readIdempotencyKey } from './idempotency';
import { ENDPOINTS } from './route-table';

/** Answers one call; `x-request-id` is left to the host. */
export type ApiHandler = (request: HttpRequest, context: ClientContext) => Promise<HttpAnswer>;

type Call = {
  request: HttpRequest;
  context: ClientContext;
  startedAt: number;
  /** From the moment that the route is known, where it takes a credential. */
  exchange?: Exchange;
};

/**
 * Makes the API of a list of endpoints and a table of checks. Tests take one check out of the table
 * to show what it holds back.
 */
export function createApiHandler(
  endpoints: readonly AnyEndpoint[],
  checks: readonly Check[],
): ApiHandler {
  const findRoute = createRouter(endpoints);

  async function answer(call: Call): Promise<HttpAnswer> {
    const { request, context } = call;
    const match = matchOrOptions(findRoute, request.method, request.path);
    if (!('endpoint' in match)) return answerPreflight(request, match);
    const { endpoint, pathParams } = match;
    context.route = endpoint.path;
    if (endpoint.scope === 'public') return toAnswer(await endpoint.handle(request, context));
    const exchange = toExchange(request, context, endpoint, pathParams);
    call.exchange = exchange;
    for (const check of checks) await check.run(exchange);
    return act(exchange);
  }

  return async (request, context) => {
    const call: Call = { request, context, startedAt: performance.now() };
    try {
      return finish(call, await answer(call));
    } catch (error) {
      return refuse(call, error);
    }
  };
}

async function refuse(call: Call, error: unknown): Promise<HttpAnswer> {
  const { request, context, exchange } = call;
  const failure = toProblem(exchange ? error : await toRoutingError(error, request, context));
  if (failure.status >= 500) {
    createLog('api').error({ err: failure.cause, request_id: context.requestId }, failure.slug);
  }
  return finish(call, problemAnswer(failure, context.requestId), failure);
}

/** The public API: `/api/v1/*` and what belongs to it. */
export const apiHandler: ApiHandler = createApiHandler(ENDPOINTS, CHECKS);

/** The same as a function of the platform's `Request` and `Response`. */
export const apiFetchHandler = toFetchHandler(apiHandler);

function toExchange(
  request: HttpRequest,
  context: ClientContext,
  endpoint: Endpoint,
  pathParams: Record<string, string>,
): Exchange {
  return { request, context, endpoint, pathParams, input: {} };
}

async function act(exchange: Exchange): Promise<HttpAnswer> {
  const { endpoint, request, context, input } = exchange;
  const credential = assertSet(exchange.credential, 'credential');
  const call = {
    principal: credential.principal,
    credential,
    context,
    params: input.params,
    query: input.query,
    body: input.body,
    found: input.found,
    idempotencyKey: readIdempotencyKey(request) ?? context.requestId,
  };
  if (endpoint.method !== 'GET') {
    return answerIdempotently(exchange, async () => toAnswer(await endpoint.handle(call)));
  }
  return toAnswer(await endpoint.handle(call));
}

/** Headers of a JSON response. */
const JSON_HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-store' } as const;
const EMPTY_HEADERS = { 'cache-control': 'no-store' } as const;

function toAnswer({ status, body, headers }: Answer): HttpAnswer {
  const usual = body === undefined ? EMPTY_HEADERS : JSON_HEADERS;
  return {
    status: status ?? (body === undefined ? 204 : 200),
    headers: headers ? { ...usual, ...headers } : usual,
    body: body === undefined ? null : JSON.stringify(body),
  };
}

/** Adds what the checks found and what a page of another origin can read; logs the call. */
function finish(call: Call, answer: HttpAnswer, failure?: ProblemError): HttpAnswer {
  const { request, exchange } = call;
  let { headers } = answer;
  if (exchange?.headers) headers = { ...exchange.headers, ...headers };
  const challenge = challengeOf(answer, exchange?.endpoint.scope);
  if (challenge) headers = { ...headers, 'www-authenticate': challenge };
  const cors = corsHeaders(request);
  if (cors) headers = { ...headers, ...cors };
  if (exchange?.credential) record(call, exchange, exchange.credential, answer.status, failure);
  return { status: answer.status, headers, body: request.method === 'HEAD' ? null : answer.body };
}

/** Only a request with a proven credential belongs to someone who may read the log. */
function record(
  { request, context, startedAt }: Call,
  { endpoint, proof = null }: Exchange,
  { principal }: AuthenticatedCredential,
  status: number,
  failure: ProblemError | undefined,
): void {
  logRequest(principal, context, {
    method: request.method,
    path: request.path,
    scope: endpoint.scope,
    status,
    durationMs: performance.now() - startedAt,
    proof,
    refusal: failure ? describeRefusal(failure) : null,
  });
}

/** A call to a path or method that does not exist can still carry a credential in its URL. */
async function toRoutingError(
  error: unknown,
  request: HttpRequest,
  context: ClientContext,
): Promise<unknown> {
  try {
    await refuseCredentialInUrl({ request, context });
    return error;
  } catch (refusal) {
    return refusal;
  }
}

const DPOP_CHALLENGE = `DPoP algs="${DPOP_ALGORITHMS.join(' ')}"`;

/**
 * Where to get a credential, and which scope this call needs: a client that only knows what the API
 * has would ask for all of it. Bearer comes first: some clients read the first challenge alone.
 * @see RFC 9728 section 5.1, RFC 6750 section 3, RFC 9449 section 7.1
 */
export function challengeOf(
  { status, headers }: HttpAnswer,
  scope: string | null | undefined,
): string | undefined {
  const own = headers['www-authenticate'];
  if (status !== 401 && !(status === 403 && own)) return undefined;
  const challenge = own ?? 'Bearer realm="tollgate"';
  return [
    challenge,
    ...(scope && !challenge.includes('scope=') ? [`scope="${scope}"`] : []),
    `resource_metadata="${getEnv().APP_URL}/.well-known/oauth-protected-resource/api/v1"`,
    ...(status === 401 && challenge.startsWith('Bearer') ? [DPOP_CHALLENGE] : []),
  ].join(', ');
}
