import type { IncomingMessage, ServerResponse } from 'node:http';
import { noteStep } from './trace-step';
import { watchRequest } from './watch-request';
import { readWatchToken, WATCH_COOKIE } from './watch-token';

/** What a browser asks for besides what its person does; and the tour, which only looks. */
const IGNORED = /^\/(?:_next|learn)(?:\/|$)|\.\w+$/;

/**
 * Answers a page, and records it where its reader watches. The step of the page itself is written
 * here, what is asked on the way, by any code.
 */
export async function watchPage(
  request: IncomingMessage,
  response: ServerResponse,
  answer: () => Promise<void>,
): Promise<void> {
  const [path = '/'] = (request.url ?? '/').split('?', 1);
  const token = request.method === 'GET' && !IGNORED.test(path) ? readCookie(request) : undefined;
  const watch = token === undefined ? undefined : readWatchToken(token);
  if (!watch) return answer();
  const page = { lane: 'who', from: 'browser', to: 'web' } as const;
  await watchRequest(watch, `${request.method} ${path}`, async () => {
    noteStep(
      { ...page, name: 'page.request', text: `${request.method} ${path}` },
      'with its cookies',
    );
    await answer();
    if (!response.writableFinished && !response.destroyed) {
      await new Promise((resolve) => response.once('close', resolve));
    }
    const back = { lane: 'work', from: 'web', to: 'browser' } as const;
    noteStep(
      { ...back, name: 'page.answer', text: String(response.statusCode) },
      sayPlace(response),
    );
  });
}

function readCookie({ headers }: IncomingMessage): string | undefined {
  const prefix = `${WATCH_COOKIE}=`;
  return headers.cookie
    ?.split('; ')
    .find((pair) => pair.startsWith(prefix))
    ?.slice(prefix.length);
}

/** Where a redirect leads, without what its query carries. */
function sayPlace(response: ServerResponse): string {
  const location = response.getHeader('location');
  return typeof location === 'string' ? `to ${location.split('?', 1)[0]}` : 'OK';
}
