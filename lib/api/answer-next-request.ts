import { getClientContext } from '@/lib/http/client-context';
import { toFetchHandler } from '@/lib/http/fetch-message';
import { answerApiRequest } from './watch-api-request';

const handle = toFetchHandler(answerApiRequest);

/** Answers a call of the public API inside Next.js: the same handlers as behind the front door. */
export function answerNextRequest(request: Request): Promise<Response> {
  return handle(request, getClientContext());
}
