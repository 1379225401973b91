import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import { ALL_SCOPES } from '@/lib/auth/scope';
import { getEnv } from '@/lib/env';
import { createLog } from '@/lib/log';
import { oncePerProcess } from '@/lib/once-per-process';
import { PLAIN_PAGE_POLICY } from '@/lib/plain-page';
import { DPOP_ALGORITHMS } from '@/lib/auth/proof-of-possession/verify-dpop-proof';
import { toAppId } from './app-credentials';
import { createProvider } from './create-provider';
import { findApp } from './find-app.repository';
import { apiResource, mcpResource, oauthIssuer } from './resource';
import { LOGOUT_PATH, otherMethods, ROUTES } from './routes';
import { loadSigningKeys } from './signing-key';

const MOUNT = '/oauth';
const SERVER_METADATA = '/.well-known/oauth-authorization-server';
const OPENID_METADATA = '/.well-known/openid-configuration';
const RESOURCE_METADATA = '/.well-known/oauth-protected-resource';
const RESOURCES: Record<string, () => { resource: string; resource_name: string }> = {
  [`${RESOURCE_METADATA}/api/v1`]: () => ({
    resource: apiResource(),
    resource_name: 'Tollgate API',
  }),
  [`${RESOURCE_METADATA}/mcp`]: () => ({
    resource: mcpResource(),
    resource_name: 'Tollgate tools for agents',
  }),
};
/** Pages of the application. */
const PAGES = [`${MOUNT}/consent/`, `${MOUNT}${LOGOUT_PATH}`];

/** How long a process signs with the keys that it read. Shorter than a key is published beforehand. */
const KEYS_KEPT_MS = 300_000;

type Running = { provider: Provider; kids: string; readAt: number };

/**
 * The one authorization server of a process: the front door and the consent page share it. It is made
 * again when the signing keys have changed.
 */
export async function authorizationServer(now = Date.now()): Promise<Provider> {
  const holder = oncePerProcess('authorization-server', (): { running?: Running } => ({}));
  const { running } = holder;
  if (running && now - running.readAt < KEYS_KEPT_MS) return running.provider;
  const keys = await loadSigningKeys(new Date(now));
  const kids = keys.map(({ kid }) => kid).join();
  const provider = running?.kids === kids ? running.provider : watch(createProvider(keys));
  holder.running = { provider, kids, readAt: now };
  return provider;
}

function watch(provider: Provider): Provider {
  const log = createLog('oauth');
  provider.on('server_error', (_ctx, error) => log.error({ err: error }, 'failed'));
  provider.on('grant.error', (ctx, error) => {
    const client = ctx.oidc.client?.clientId;
    log.warn({ client, error: error.message, detail: error.error_detail }, 'grant refused');
  });
  provider.on('authorization.error', (_ctx, error) => {
    log.warn({ error: error.message, detail: error.error_detail }, 'authorization refused');
  });
  return provider;
}

export type AuthorizationServer = {
  /** Whether a path is the authorization server's. The consent page is a page of the application. */
  matches(pathname: string): boolean;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
};

/**
 * The authorization server as a handler for Node's own requests, to be hosted before Next.js.
 * @param server the library's own; the attack lab hands in a copy.
 * @see RFC 8414 section 3
 * @see RFC 9728 section 3
 */
export function createAuthorizationServer(
  server: () => Provider | Promise<Provider> = authorizationServer,
): AuthorizationServer {
  return {
    matches: (pathname) =>
      (pathname.startsWith(`${MOUNT}/`) && !PAGES.some((page) => pathname.startsWith(page))) ||
      pathname === `${SERVER_METADATA}${MOUNT}` ||
      pathname === `${OPENID_METADATA}${MOUNT}` ||
      Object.hasOwn(RESOURCES, pathname),
    async handle(request, response) {
      const [pathname = '/'] = (request.url ?? '/').split('?', 1);
      response.setHeader('x-content-type-options', 'nosniff');
      response.setHeader('x-frame-options', 'DENY');
      response.setHeader('referrer-policy', 'same-origin');
      response.setHeader('content-security-policy', PLAIN_PAGE_POLICY);
      const resource = RESOURCES[pathname];
      if (resource) return sendResourceMetadata(request, response, resource());
      for (const metadata of [SERVER_METADATA, OPENID_METADATA]) {
        if (pathname === `${metadata}${MOUNT}`) request.url = `${MOUNT}${metadata}`;
      }
      mount(request);
      await addDefaultScope(request);
      const allow = otherMethods(request.url?.split('?', 1)[0] ?? '', request.method ?? '');
      if (allow) return refuseMethod(response, allow);
      await (await server()).callback()(request, response);
    },
  };
}

/**
 * Tells the library its own address and where it is mounted.
 *
 * Attack: with the host that the client names, metadata and redirects would point at the attacker.
 * Host and protocol come from APP_URL.
 */
function mount(request: IncomingMessage): void {
  const app = new URL(getEnv().APP_URL);
  const path = request.url ?? '/';
  Object.assign(request, { originalUrl: path });
  request.url = path.slice(MOUNT.length);
  request.headers.host = app.host;
  request.headers['x-forwarded-host'] = app.host;
  request.headers['x-forwarded-proto'] = app.protocol.slice(0, -1);
}

/**
 * A request for authorization without a scope asks for all that the app was registered with.
 * @see RFC 6749 section 3.3
 */
async function addDefaultScope(request: IncomingMessage): Promise<void> {
  const [path, search] = (request.url ?? '').split('?', 2);
  const query = new URLSearchParams(search);
  if (path !== ROUTES.authorization || query.has('scope') || query.has('request_uri')) return;
  const appId = toAppId(query.get('client_id') ?? '');
  const app = appId ? await findApp(appId) : null;
  if (app) query.set('scope', app.scopes.join(' '));
  request.url = `${path}?${query}`;
  // The library finds out where it is mounted from the difference between the two.
  Object.assign(request, { originalUrl: `${MOUNT}${request.url}` });
}

/** @see RFC 9110 section 15.5.6 */
function refuseMethod(response: ServerResponse, allow: string): void {
  response.writeHead(405, { allow, 'content-type': 'application/json' });
  response.end(
    JSON.stringify({ error: 'invalid_request', error_description: `Use one of: ${allow}.` }),
  );
}

function sendResourceMetadata(
  request: IncomingMessage,
  response: ServerResponse,
  resource: { resource: string; resource_name: string },
): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return refuseMethod(response, 'GET, HEAD');
  }
  response.writeHead(200, {
    'content-type': 'application/json',
    'cache-control': 'public, max-age=3600',
    'access-control-allow-origin': '*',
  });
  response.end(
    JSON.stringify({
      ...resource,
      authorization_servers: [oauthIssuer()],
      scopes_supported: ALL_SCOPES,
      bearer_methods_supported: ['header'],
      tls_client_certificate_bound_access_tokens: getEnv().TRUSTED_PROXIES.length > 0,
      dpop_signing_alg_values_supported: DPOP_ALGORITHMS,
      resource_documentation: `${getEnv().APP_URL}/docs/api`,
    }),
  );
}
