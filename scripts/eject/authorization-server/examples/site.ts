import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { authenticateAccessToken } from '@/lib/auth/oauth/authorization-server/authenticate-access-token';
import { createAuthorizationServer } from '@/lib/auth/oauth/authorization-server/authorization-server';
import { refusalPage } from '@/lib/auth/oauth/authorization-server/pages';
import { invalidToken } from '@/lib/auth/oauth/authorization-server/require-sender';
import { fromRequest } from '@/lib/http/fetch-message';
import { problem, ProblemError } from '@/lib/http/problem';
import { createLog, getEnv } from '../host';
import { answerLogout, showConsent, takeConsent } from './consent';
import { ADA } from './people';

const oauth = createAuthorizationServer();

/** A site with an authorization server, its consent page, and an API that its tokens open. */
export async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const [pathname = '/'] = (incoming.url ?? '/').split('?', 1);
  if (oauth.matches(pathname)) return oauth.handle(incoming, outgoing);
  const requestId = `req_${randomUUID()}`;
  const request = await toRequest(incoming);
  const response = await route(request, pathname, requestId).catch((error: unknown) => {
    if (!(error instanceof ProblemError)) {
      createLog('site').error({ err: error, request_id: requestId }, 'request failed');
    }
    const known = error instanceof ProblemError ? error : problem('internal-error');
    return refusalPage(known, request, requestId);
  });
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}

async function route(request: Request, pathname: string, requestId: string): Promise<Response> {
  const call = `${request.method} ${pathname}`;
  const [, uid = '', decide] = /^\/oauth\/consent\/([\w-]+)(\/decide)?$/.exec(pathname) ?? [];
  if (uid && request.method === 'GET' && !decide) return showConsent(ADA, uid, request);
  if (uid && request.method === 'POST' && decide) return takeConsent(ADA, uid, request);
  if (pathname === '/oauth/logout') return answerLogout(ADA, request);
  if (call === 'GET /api/v1/me') return me(request, requestId);
  throw problem('not-found');
}

/** The API. In your own calls, go on with `requireScope(principal, …)`. */
async function me(request: Request, requestId: string): Promise<Response> {
  const token = /^(?:Bearer|DPoP) (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (!token) throw invalidToken('no token');
  const context = { address: null, requestId, userAgent: request.headers.get('user-agent') };
  const principal = await authenticateAccessToken(token, fromRequest(request), context);
  const { userId, workspaceId, mode, scopes, names } = principal;
  return Response.json({ userId, workspaceId, mode, scopes: [...scopes], app: names?.credential });
}

async function toRequest(incoming: IncomingMessage): Promise<Request> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  const headers = Object.entries(incoming.headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  );
  const method = incoming.method ?? 'GET';
  const body = method === 'GET' || method === 'HEAD' ? null : Buffer.concat(parts);
  return new Request(new URL(incoming.url ?? '/', getEnv().APP_URL), { method, headers, body });
}
