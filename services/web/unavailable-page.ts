import type { ServerResponse } from 'node:http';
import { escapeHtml } from '@/lib/escape-html';
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
