import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { FailureSwitch } from './failure-switch';
import type { GrantStore } from './grant-store';
import { type Handler, serveStandIn } from './serve-stand-in';

/** The application as it is registered at a stand-in. */
type RegisteredClient = {
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
  failures: FailureSwitch<ConnectionFailure>;
};

/** What a connection's provider can be told to do wrong. */
export const CONNECTION_FAILURES = {
  'expired-token': 'The access tokens of the account have run out, before their time.',
  revoked: 'The person has removed the application from the account.',
  'rate-limited': 'Each call of the API answers 429 with Retry-After.',
  down: 'Every call answers 503.',
  'wrong-iss': 'The authorization response names another issuer.',
  'missing-state': 'The authorization response comes without state.',
} as const;

export type ConnectionFailure = keyof typeof CONNECTION_FAILURES;

/** Expired tokens and a removed application happen once; the other faults last. */
function applyConnectionFailure(
  { grants }: StandIn,
  account: string,
  failure: ConnectionFailure | null,
): boolean {
  if (failure === 'expired-token') grants.expire(account);
  else if (failure === 'revoked') for (const { id } of grants.grantsOf(account)) grants.revoke(id);
  else return false;
  return true;
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

/** Serves a connection's provider: its pages, its API and its authorization server. */
export function serveConnectionProvider(
  { standIn, handle }: { standIn: StandIn; handle: Handler },
  port: number,
  log: Logger,
): Promise<Server> {
  const { failures } = standIn;
  const applyOnce = (account: string, failure: ConnectionFailure | null) =>
    applyConnectionFailure(standIn, account, failure);
  return serveStandIn({ port, log, failures, handle, applyOnce });
}
