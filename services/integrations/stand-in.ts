import type { IncomingMessage, ServerResponse } from 'node:http';
import { escapeHtml } from '@/lib/escape-html';
import { LOGIN_STYLE } from '@/services/identity-provider/login-page';
import { sendHtml } from '@/services/identity-provider/send';
import type { FailureSwitch } from './failure-switch';
import type { GrantStore } from './grant-store';

/** The application as it is registered at a stand-in. */
export type RegisteredClient = {
  id: string;
  secret: string;
  /** Compared character by character. */
  redirectUri: string;
  /** All that it may ever ask for. */
  scope: string;
};

/** What every handler of a stand-in gets. */
export type StandIn = {
  /** `http://localhost:<port>` */
  origin: string;
  client: RegisteredClient;
  grants: GrantStore;
  failures: FailureSwitch;
};

export const STAND_IN_STYLE = `${LOGIN_STYLE}
body { place-items: start center; }
main { width: min(42rem, calc(100vw - 3rem)); }
main.narrow { width: min(26rem, calc(100vw - 3rem)); }
h2 { font-size: 1.0625rem; margin: 2rem 0 .5rem; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: 0 0 1.5rem; }
nav a[aria-current] { font-weight: 600; text-decoration: none; color: CanvasText; }
.item { border-top: 1px solid GrayText; padding: .625rem 0; display: flex; gap: 1rem; justify-content: space-between; align-items: start; }
.item form { flex: none; }
.item button { width: auto; padding: .25rem .625rem; }
.item > :first-child { min-width: 0; overflow-wrap: anywhere; white-space: pre-line; }
.quiet { color: GrayText; }
label.choice { font-weight: 400; display: flex; gap: .5rem; align-items: center; margin: 0; }
label.choice input { width: auto; }
iframe { width: 100%; height: 32rem; border: 1px solid GrayText; background: #fff; }
`;

/** Sends a page of a stand-in. `content` is HTML already. */
export function sendPage(
  response: ServerResponse,
  page: { title: string; content: string; status?: number; redirectOrigin?: string },
): void {
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(page.title)}</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<main>
<h1>${escapeHtml(page.title)}</h1>
<p class="note">This is a stand-in for development on your own machine. There are no passwords here.</p>
${page.content}
</main>
</body>
</html>`;
  sendHtml(response, page.status ?? 200, html, page.redirectOrigin ?? '');
}

/** Sends the browser on. */
export function sendRedirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location, 'cache-control': 'no-store' }).end();
}

/**
 * Whether a form was posted from a page of this stand-in.
 *
 * Attack: a page of another origin posts "Allow" for the person who has this browser.
 */
export function isOwnPost(standIn: StandIn, request: IncomingMessage): boolean {
  return request.method === 'POST' && request.headers.origin === standIn.origin;
}

/** Client id and secret of a token request: HTTP Basic, each form-encoded. @see RFC 6749 2.3.1 */
export function isClient(standIn: StandIn, request: IncomingMessage): boolean {
  const [scheme, encoded = ''] = (request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'basic') return false;
  const [id, secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  const decode = (text = '') => decodeURIComponent(text.replaceAll('+', ' '));
  return decode(id) === standIn.client.id && decode(secret) === standIn.client.secret;
}

/** The token in the Authorization header; an empty text where there is none. */
export function bearerOf(request: IncomingMessage): string {
  const [scheme, token] = (request.headers.authorization ?? '').split(' ');
  return scheme?.toLowerCase() === 'bearer' ? (token ?? '') : '';
}

/** The answer to the application, spoilt where the account's switch says so. */
export function callbackUrl(
  standIn: StandIn,
  account: string,
  parameters: Record<string, string>,
): string {
  const url = new URL(standIn.client.redirectUri);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  const failure = standIn.failures.of(account);
  if (failure === 'wrong-iss') url.searchParams.set('iss', 'http://localhost:9/another-issuer');
  if (failure === 'missing-state') url.searchParams.delete('state');
  return url.toString();
}
