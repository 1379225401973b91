import { answerApiRequest } from '@/lib/api/watch-api-request';
import { runWithClientContext } from '@/lib/http/client-context';
import type { Mount } from './mount';
import { NodeRequest, writeAnswer } from './node-message';
import { answerHeaders } from './security-headers';

/** Whether a path belongs to the public API. */
export function isApiPath(pathname: string): boolean {
  return pathname.startsWith('/api/v1/') || pathname === '/api/v1' || pathname === SCANNING;
}

const SCANNING = '/api/secret-scanning/github';

/** The public API, answered before Next.js: head and body in one go, so its headers come along. */
export function createApiMount(app: URL): Mount {
  const always = answerHeaders(app);
  return {
    name: 'api',
    matches: isApiPath,
    async answer(request, response, context) {
      const call = new NodeRequest(request);
      const answer = await runWithClientContext(context, () => answerApiRequest(call, context));
      writeAnswer(response, { ...answer, headers: { ...answer.headers, ...always } });
    },
  };
}
