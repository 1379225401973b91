import { serveApi } from '@/lib/api/serve-api';
import { runWithClientContext } from '@/lib/http/client-context';
import type { Mount } from './mount';
import { NodeRequest } from '@/lib/http/node-request';
import { writeAnswer } from './write-answer';
import { answerHeaders } from './security-headers';

const SCANNING = '/api/secret-scanning/github';

function isApiPath(pathname: string): boolean {
  return pathname.startsWith('/api/v1/') || pathname === '/api/v1' || pathname === SCANNING;
}

/** The public API, answered before Next.js is asked. */
export function createApiMount(origin: URL): Mount {
  const always = answerHeaders(origin);
  return {
    name: 'api',
    matches: isApiPath,
    async answer(request, response, context) {
      const call = new NodeRequest(request);
      const answer = await runWithClientContext(context, () => serveApi(call, context));
      writeAnswer(response, answer, context.requestId, always);
    },
  };
}
