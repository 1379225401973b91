import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { ClientError, ResponseBodyError, AuthorizationResponseError } from 'openid-client';
import { findSession, startSession } from './browser-session';
import { button, type Events, type Me, sendPage, type Usage, usagePage } from './page';
import { DisconnectedError, type TollgateClient } from './tollgate-client';

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const CONNECT = button('/connect', 'Connect to Tollgate');

/** The app: a page, and the four things that its buttons and Tollgate ask of it. */
export function createThirdPartyApp(tollgate: TollgateClient, origin: string): RequestListener {
  const routes: Record<string, Handler> = {
    'GET /': (request, response) => showUsage(tollgate, request, response),
    async 'POST /connect'(_request, response) {
      const { url, attempt } = await tollgate.begin();
      startSession(response, { attempt });
      redirect(response, url.href);
    },
    'GET /callback': (request, response) => finish(tollgate, origin, request, response),
    async 'POST /renew'(request, response) {
      const connection = findSession(request)?.connection;
      if (connection) await tollgate.renew(connection);
      redirect(response, '/');
    },
    async 'POST /disconnect'(request, response) {
      const connection = findSession(request)?.connection;
      startSession(response, {});
      if (connection) await tollgate.revoke(connection);
      sendPage(response, 200, 'Disconnected', `<p>The tokens are gone.</p>${CONNECT}`);
    },
  };
  return (request, response) => {
    const [pathname] = (request.url ?? '/').split('?', 1);
    const handle = routes[`${request.method} ${pathname}`];
    if (!handle) return sendPage(response, 404, 'Not found', '<p><a href="/">Back</a></p>');
    // Attack: another page's form connects the visitor to the attacker's account, or disconnects.
    if (request.method === 'POST' && request.headers.origin !== origin) {
      return sendPage(response, 403, 'Refused', '<p>The form came from another site.</p>');
    }
    handle(request, response).catch((error: unknown) => sayWhy(error, response));
  };
}

async function showUsage(
  tollgate: TollgateClient,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const connection = findSession(request)?.connection;
  if (!connection) {
    return sendPage(response, 200, 'Usage Charts', `<p>Shows your API calls.</p>${CONNECT}`);
  }
  const me = await tollgate.get<Me>(connection, '/api/v1/me');
  const usage = await tollgate.get<Usage>(connection, '/api/v1/usage?meter=api_calls');
  const events = connection.scopes.includes('events:read')
    ? await tollgate.get<Events>(connection, '/api/v1/events?limit=5')
    : null;
  sendPage(response, 200, 'Your usage', usagePage(me, usage, events, connection));
}

async function finish(
  tollgate: TollgateClient,
  origin: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const session = findSession(request);
  const attempt = session?.attempt;
  // Attack: someone else's answer is opened in this browser. It did not ask, or asks only once.
  if (!session || !attempt) {
    const why = 'This browser did not ask Tollgate, or was answered already.';
    return sendPage(response, 400, 'Not connected', `<p>${why}</p>${CONNECT}`);
  }
  session.attempt = undefined;
  const connection = await tollgate.finish(new URL(request.url ?? '', origin), attempt);
  startSession(response, { connection });
  redirect(response, '/');
}

/** Every failure is a page with a sentence and a way on. Details are for the log. */
function sayWhy(error: unknown, response: ServerResponse): void {
  if (error instanceof DisconnectedError) {
    startSession(response, {});
    const why = 'Tollgate no longer lets this app act for you. You may have disconnected it there.';
    return sendPage(response, 200, 'No longer connected', `<p>${why}</p>${CONNECT}`);
  }
  if (error instanceof AuthorizationResponseError && error.error === 'access_denied') {
    return sendPage(
      response,
      200,
      'Not connected',
      `<p>You said no, and that is fine.</p>${CONNECT}`,
    );
  }
  console.error(error);
  const oauth = error instanceof ResponseBodyError || error instanceof AuthorizationResponseError;
  const refused = oauth || error instanceof ClientError;
  const why = refused ? "Tollgate's answer did not fit." : 'Something went wrong here.';
  sendPage(response, refused ? 400 : 500, 'That did not work', `<p>${why}</p>${CONNECT}`);
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location, 'cache-control': 'no-store' }).end();
}
