import { serveApi } from '@/lib/api/serve-api';
import type { Env } from '@/lib/env';
import { runWithClientContext } from '@/lib/http/client-context';
import type { Mount } from './mount';
import { NodeRequest } from '@/lib/http/node-request';
import { writeAnswer } from './write-answer';
import { answerHeaders } from './security-headers';

/** Whether a path belongs to the public API. */
export function isApiPath(pathname: string): boolean {
  return pathname.startsWith('/api/v1/') || pathname === '/api/v1' || pathname === SCANNING;
}

const SCANNING = '/api/secret-scanning/github';

/**
 * Whether Next.js would answer a path by a redirect to a tidier one, before any handler sees it: an
 * empty segment, a slash at the end, a backslash. The API knows no such path.
 */
function isTidiedByNext(pathname: string): boolean {
  return /\/\/|\/$|\\/.test(pathname);
}

/**
 * The public API, answered before Next.js: head and body in one go, so its headers come along.
 * @param host who answers the calls. Where it is Next.js, what is left are the paths that it would
 * never hand to the API, so that both hosts answer the same.
 */
export function createApiMount(app: URL, host: Env['API_HOST']): Mount {
  const always = Object.entries(answerHeaders(app)).flat();
  return {
    name: 'api',
    matches: (pathname) =>
      isApiPath(pathname) && (host === 'front-door' || isTidiedByNext(pathname)),
    answer(request, response, context) {
      const call = new NodeRequest(request);
      const answer = runWithClientContext(context, () => serveApi(call, context));
      if (!(answer instanceof Promise))
        return writeAnswer(response, answer, context.requestId, always);
      return answer.then((awaited) => writeAnswer(response, awaited, context.requestId, always));
    },
  };
}
