import type { ServerResponse } from 'node:http';
import { escapeHtml } from '@/lib/escape-html';
import type { ClientContext } from '@/lib/http/client-context';
import { PLAIN_PAGE_POLICY, plainPage } from '@/lib/plain-page';

const RETRY_AFTER_SECONDS = '5';

/** Says that it is our fault and passes by. Plain HTML: nothing behind it can be asked. */
export function sendUnavailablePage(
  response: ServerResponse,
  requestId: string,
  reason = 'Its database cannot be reached.',
): void {
  const page = plainPage(
    'Tollgate does not answer right now',
    `<p>${escapeHtml(reason)} Nothing of yours is lost. Try again in a few seconds.</p>
<p><a href="/status">See what is down</a></p>
<p><small>${escapeHtml(requestId)}</small></p>`,
  );
  response
    .writeHead(503, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': PLAIN_PAGE_POLICY,
      'retry-after': RETRY_AFTER_SECONDS,
    })
    .end(page);
}

const FAILED = 500;
/** They describe the body that is not sent. */
const OF_THE_BODY = ['content-encoding', 'content-length', 'transfer-encoding', 'etag', 'link'];

/**
 * Makes a page that failed because something it depends on is down a 503 with words and a time to
 * come back. Next.js would say 500, and show a page that only a browser with scripts can fill. It
 * has to be seen before the first byte; a page that has begun says it in its place.
 * @see instrumentation.ts, which notes why a page failed.
 */
export function replaceFailedPage(response: ServerResponse, context: ClientContext): void {
  const { writeHead, write, end, flushHeaders } = response;
  const original = { writeHead, write, end, flushHeaders };
  let replaced = false;

  const replace = (status: unknown): boolean => {
    if (replaced) return true;
    if (status !== FAILED || response.headersSent || !context.unavailable) return false;
    replaced = true;
    Object.assign(response, original);
    for (const name of OF_THE_BODY) response.removeHeader(name);
    sendUnavailablePage(response, context.requestId, 'Something that it needs cannot be reached.');
    Object.assign(response, watched);
    return true;
  };

  const watched = {
    writeHead: (...args: unknown[]) =>
      replace(args[0]) ? response : Reflect.apply(writeHead, response, args),
    write: (...args: unknown[]) =>
      replace(response.statusCode) ? true : Reflect.apply(write, response, args),
    end: (...args: unknown[]) =>
      replace(response.statusCode) ? response : Reflect.apply(end, response, args),
    flushHeaders: () => {
      if (!replace(response.statusCode)) Reflect.apply(flushHeaders, response, []);
    },
  };
  Object.assign(response, watched);
}
