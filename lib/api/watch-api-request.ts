import { getEnv } from '@/lib/env';
import { noteStep } from '@/lib/trace/trace-step';
import { watchRequest } from '@/lib/trace/watch-request';
import { readWatchToken, WATCH_HEADER } from '@/lib/trace/watch-token';
import { CHECKS, type Check } from './checks';
import { type ApiHandler, createApiHandler, handleApiRequest } from './handle-api-request';
import { ENDPOINTS } from './route-table';
import { traceChecks, traceEndpoints } from './trace-checks';

/** The answer header that says where the diagram of a watched call is. */
export const TRACE_HEADER = 'tollgate-trace';

/**
 * The API with every step recorded: the request, each check, the work, the answer. Only for calls
 * that are watched; all others go through the table itself.
 * @param checks the table; the attack lab hands in one with a guard taken out.
 */
export function createTracedApiHandler(checks: readonly Check[] = CHECKS): ApiHandler {
  const handle = createApiHandler(traceEndpoints(ENDPOINTS), traceChecks(checks));
  return async (request, context) => {
    const { pathname, search } = new URL(request.url);
    const call = { from: 'client', to: 'web', lane: 'who' } as const;
    const text = `${request.method} ${pathname}${search}`;
    noteStep({ ...call, name: 'api.request', text }, describeCredential(request.headers));
    const response = await handle(request, context);
    noteStep(
      { from: 'web', to: 'client', lane: 'work', name: 'api.answer', text: `${response.status}` },
      await describeAnswer(response),
    );
    return response;
  };
}

const handleTraced = createTracedApiHandler();

/**
 * Answers one call: watched, where it carries the token of a learner who watches, else plainly.
 * Hosts call this.
 */
export const answerApiRequest: ApiHandler = async (request, context) => {
  const token = request.headers.get(WATCH_HEADER);
  const watch = token === null ? undefined : readWatchToken(token);
  if (!watch) return handleApiRequest(request, context);
  const title = `${request.method} ${new URL(request.url).pathname}`;
  const { traceId, result } = await watchRequest(watch, title, () =>
    handleTraced(request, context),
  );
  result.headers.set(TRACE_HEADER, `${getEnv().APP_URL}/learn/wire/${traceId}`);
  return result;
};

/** Which header carries what; the credential itself is masked when the step is kept. */
function describeCredential(headers: Headers): string {
  const carried = ['x-api-key', 'authorization'].flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [`${name}: ${value}`];
  });
  return carried.join('; ') || 'no credential';
}

async function describeAnswer(response: Response): Promise<string> {
  if (response.status < 400) return 'OK';
  const body: unknown = await response.clone().json();
  const type = body !== null && typeof body === 'object' && 'type' in body ? body.type : undefined;
  return typeof type === 'string' ? (type.split('/').at(-1) ?? '') : 'refused';
}
