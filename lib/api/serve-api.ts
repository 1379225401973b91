import { getEnv } from '@/lib/env';
import type { ClientContext } from '@/lib/http/client-context';
import type { HttpAnswer, HttpRequest } from '@/lib/http/http-message';
import { noteStep } from '@/lib/trace/trace-step';
import { watchRequest } from '@/lib/trace/watch-request';
import { readWatchToken, type Watch, WATCH_HEADER } from '@/lib/trace/watch-token';
import { type Check, CHECKS } from './checks';
import { apiHandler, type ApiHandler, createApiHandler } from './pipeline';
import { ENDPOINTS } from './route-table';
import { traceChecks, traceEndpoints } from './trace-checks';

/** The answer header that says where the diagram of a watched call is. */
const TRACE_HEADER = 'tollgate-trace';

/**
 * The API with every step recorded: the request, each check, the work, the answer. Only for calls
 * that are watched; all others go through the table itself.
 * @param checks the table; the attack lab hands in one with a guard taken out.
 */
export function createTracedApiHandler(checks: readonly Check[] = CHECKS): ApiHandler {
  const handle = createApiHandler(traceEndpoints(ENDPOINTS), traceChecks(checks));
  return async (request, context) => {
    const call = { from: 'client', to: 'web', lane: 'who' } as const;
    const text = `${request.method} ${request.path}${request.query && '?'}${request.query}`;
    noteStep({ ...call, name: 'api.request', text }, describeCredential(request));
    const answer = await handle(request, context);
    noteStep(
      { from: 'web', to: 'client', lane: 'work', name: 'api.answer', text: `${answer.status}` },
      describeAnswer(answer),
    );
    return answer;
  };
}

const handleTraced = createTracedApiHandler();

/**
 * Answers one call: watched, where it carries the token of a learner who watches, else plainly.
 * Hosts call this.
 */
export function serveApi(request: HttpRequest, context: ClientContext): Promise<HttpAnswer> {
  const token = request.header(WATCH_HEADER);
  const watch = token === null ? undefined : readWatchToken(token);
  return watch ? answerWatched(watch, request, context) : apiHandler(request, context);
}

async function answerWatched(
  watch: Watch,
  request: HttpRequest,
  context: ClientContext,
): Promise<HttpAnswer> {
  const title = `${request.method} ${request.path}`;
  const { traceId, result } = await watchRequest(watch, title, async () =>
    handleTraced(request, context),
  );
  const trace = `${getEnv().APP_URL}/learn/wire/${traceId}`;
  return { ...result, headers: { ...result.headers, [TRACE_HEADER]: trace } };
}

/** Which header carries what; the credential itself is masked when the step is kept. */
function describeCredential(request: HttpRequest): string {
  const carried = ['x-api-key', 'authorization'].flatMap((name) => {
    const value = request.header(name);
    return value === null ? [] : [`${name}: ${value}`];
  });
  return carried.join('; ') || 'no credential';
}

function describeAnswer(answer: HttpAnswer): string {
  if (answer.status < 400) return 'OK';
  const body: unknown = JSON.parse(answer.body ?? 'null');
  const type = body !== null && typeof body === 'object' && 'type' in body ? body.type : undefined;
  return typeof type === 'string' ? (type.split('/').at(-1) ?? '') : 'refused';
}
