import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { answerApiRequest } from '@/lib/api/watch-api-request';
import { getEnv } from '@/lib/env';
import { type ClientContext, runWithClientContext } from '@/lib/http/client-context';
import type { Mount } from './mount';

/** Whether a path belongs to the public API. */
export function isApiPath(pathname: string): boolean {
  return pathname.startsWith('/api/v1/') || pathname === '/api/v1' || pathname === SCANNING;
}

const SCANNING = '/api/secret-scanning/github';

const contexts = new WeakMap<IncomingMessage, ClientContext>();

/** The API's handlers behind the adapter whose `Request` is made only as far as it is looked at. */
const listener = getRequestListener(
  (request, { incoming }) => {
    const context = contexts.get(incoming as IncomingMessage);
    if (!context) throw new Error('The front door has not set the context.');
    return runWithClientContext(context, () => answerApiRequest(request, context));
  },
  { overrideGlobalObjects: false },
);

/** The public API, answered before Next.js. */
export const apiMount: Mount = {
  name: 'api',
  matches: isApiPath,
  async answer(request: IncomingMessage, response: ServerResponse, context) {
    contexts.set(request, context);
    // What the client calls us counts for nothing.
    request.headers.host = new URL(getEnv().APP_URL).host;
    await listener(request, response);
  },
};
