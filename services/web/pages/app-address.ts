import type { IncomingMessage, ServerResponse } from 'node:http';
import { escapeHtml } from '@/lib/escape-html';
import type { ClientContext } from '@/lib/http/client-context';
import { PLAIN_PAGE_POLICY, plainPage } from '@/lib/plain-page';

/** Added to the address that a browser is sent to, so that it is sent there once. */
const SENT_ONCE = '_sent=1';

const READS = new Set(['GET', 'HEAD']);

/** Takes forms of other sites, as it must, and answers them with a question. */
const LOGOUT_PAGE = '/oauth/logout';

/**
 * Sends a browser that opened the site under another name (127.0.0.1, a bare address) to `APP_URL`,
 * whose cookies and forms work. A proxy that replaces the Host header looks the same from here; it
 * gets one redirect, not a loop.
 * @returns the address, or undefined where the request can be answered.
 * @see docs/decisions/0132-opened-under-another-name.md
 */
export function findAppAddress(
  { method = '', url = '/', headers, httpVersion }: IncomingMessage,
  { proxied }: ClientContext,
  app: URL,
): string | undefined {
  if (!READS.has(method) || httpVersion === '1.0' || proxied) return undefined;
  if (headers.host === undefined || sameHost(headers.host, app)) return undefined;
  const [path = '/', query] = url.split('?', 2);
  if (query?.split('&').includes(SENT_ONCE)) return undefined;
  // Not by URL resolution: `//evil.example` is a path here, and would be a host there.
  return `${app.origin}${path}?${query ? `${query}&` : ''}${SENT_ONCE}`;
}

/**
 * Whether a form was sent from another site, or from this one opened under another name. Browsers
 * write `Origin` on every POST; a program that writes none brings no cookie by accident.
 *
 * Attack: cross-site request forgery. Next.js refuses it for server actions, with a 500 and a stack
 * trace in the log for each, and does not look at route handlers at all.
 * @see https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout for the one exception
 */
export function isForeignOrigin(
  { method = '', url = '/', headers }: IncomingMessage,
  app: URL,
): boolean {
  if (READS.has(method) || method === 'OPTIONS') return false;
  if (url.split('?', 1)[0] === LOGOUT_PAGE) return false;
  return headers.origin !== undefined && headers.origin !== app.origin;
}

/** 403, and the address at which the form works. A page with scripts is sent there by Next.js. */
export function sendForeignOriginPage(
  { url = '/', headers }: IncomingMessage,
  response: ServerResponse,
  app: URL,
  requestId: string,
): void {
  const address = escapeHtml(app.origin);
  const page = plainPage(
    'Open the site at its own address',
    `<p>This form was sent from another address, so nothing was done. The site works at
<a href="${address}">${address}</a>: open that and try again.</p>
<p><small>${escapeHtml(requestId)}</small></p>`,
  );
  response
    .writeHead(403, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': PLAIN_PAGE_POLICY,
      ...(headers['next-action'] ? { 'x-action-redirect': `${app.origin}${url};push` } : {}),
    })
    .end(page);
}

function sameHost(host: string, app: URL): boolean {
  const url = `${app.protocol}//${host}`;
  return URL.canParse(url) && new URL(url).host === app.host;
}
