import { getEnv } from '@/lib/env';
import type { ClientContext } from '@/lib/http/client-context';
import { toFetchHandler } from '@/lib/http/fetch-message';
import type { HttpAnswer, HttpRequest } from '@/lib/http/http-message';
import { type ProblemError, problemAnswer } from '@/lib/http/problem';
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

export type ApiHandler = (request: HttpRequest, context: ClientContext) => Promise<HttpAnswer>;

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
    let exchange: Exchange | undefined;
    let failure: ProblemError | undefined;
    let answer: HttpAnswer;
    try {
      const match = matchOrDescribe(findRoute, request.method, request.path);
      if (!('endpoint' in match)) return finish(match, request, context, {});
      context.route = match.endpoint.path;
      if (match.endpoint.scope === 'public') {
        answer = toAnswer(await match.endpoint.handle(request, context));
      } else {
        exchange = toExchange(request, context, match.endpoint, match.pathParams);
        for (const check of checks) {
          const pending = check.run(exchange);
          if (pending) await pending;
        }
        answer = await act(exchange);
      }
    } catch (error) {
      failure = toProblem(exchange ? error : await explainMiss(error, request, context));
      if (failure.status >= 500) {
        createLog('api').error({ err: failure.cause, request_id: context.requestId }, failure.slug);
      }
      answer = problemAnswer(failure, context.requestId);
    }
    const finished = finish(answer, request, context, exchange?.headers ?? {});
    if (exchange) record(exchange, finished.status, failure, performance.now() - startedAt);
    return finished;
  };
}

/** The public API: `/api/v1/*` and what belongs to it. Both hosts call this and nothing else. */
export const answerApiCall: ApiHandler = createApiHandler(ENDPOINTS, CHECKS);

/** The same as a function of the platform's `Request` and `Response`. */
export const handleApiRequest = toFetchHandler(answerApiCall);

/** A path or method that is not there may still carry a credential. */
async function explainMiss(
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

/** `OPTIONS` answers what a path allows, and nothing that would let another origin's page in. */
function matchOrDescribe(
  findRoute: ReturnType<typeof createRouter>,
  method: string,
  path: string,
): Match | HttpAnswer {
  if (method !== 'OPTIONS') return findRoute(method, path);
  try {
    return findRoute('OPTIONS', path);
  } catch (error) {
    const refusal = toProblem(error);
    if (refusal.slug !== 'method-not-allowed') throw refusal;
    return { status: 204, headers: refusal.options.headers ?? {}, body: null };
  }
}

function toExchange(
  request: HttpRequest,
  context: ClientContext,
  endpoint: Endpoint,
  pathParams: Record<string, string>,
): Exchange {
  return { request, context, endpoint, pathParams, headers: {}, input: {} };
}

function act(exchange: Exchange): Promise<HttpAnswer> | HttpAnswer {
  const { endpoint, request, context, input } = exchange;
  const proof = require(exchange.proof, 'proof');
  const call = {
    principal: proof.principal,
    proof,
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
  const answer = endpoint.handle(call);
  return answer instanceof Promise ? answer.then(toAnswer) : toAnswer(answer);
}

function toAnswer({ status, body, headers }: Answer): HttpAnswer {
  const base = { 'cache-control': 'no-store', ...headers };
  if (body === undefined) return { status: status ?? 204, headers: base, body: null };
  return {
    status: status ?? 200,
    headers: { 'content-type': 'application/json', ...base },
    body: JSON.stringify(body),
  };
}

/** Adds what every answer carries. @see RFC 9728 section 5.1 */
function finish(
  answer: HttpAnswer,
  request: HttpRequest,
  context: ClientContext,
  added: Record<string, string>,
): HttpAnswer {
  const headers: Record<string, string> = {
    ...added,
    ...answer.headers,
    'x-request-id': context.requestId,
  };
  if (answer.status === 401) {
    const metadata = `${getEnv().APP_URL}/.well-known/oauth-protected-resource/api/v1`;
    const challenge = headers['www-authenticate'] ?? 'Bearer realm="tollgate"';
    headers['www-authenticate'] = `${challenge}, resource_metadata="${metadata}"`;
  }
  return { status: answer.status, headers, body: request.method === 'HEAD' ? null : answer.body };
}

/** Only a request with a proven credential belongs to somebody who may read the log. */
function record(
  exchange: Exchange,
  status: number,
  failure: ProblemError | undefined,
  durationMs: number,
): void {
  const { proof, request, endpoint, context } = exchange;
  if (!proof) return;
  noteRequest(proof.principal, context, {
    method: request.method,
    path: request.path,
    scope: endpoint.scope,
    status,
    durationMs,
    problem: failure?.slug ?? null,
  });
}
