import { getClientContext } from '@/lib/http/client-context';
import { toFetchHandler } from '@/lib/http/fetch-message';
import { serveApi } from './serve-api';

const handle = toFetchHandler(serveApi);

/** Answers a call of the public API inside Next.js: the same handlers as behind the front door. */
export function answerNextRequest(request: Request): Promise<Response> {
  return handle(request, getClientContext());
}
