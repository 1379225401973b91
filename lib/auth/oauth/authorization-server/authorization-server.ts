import type Provider from 'oidc-provider';
import { createLog } from '@/lib/log';
import { oncePerProcess } from '@/lib/once-per-process';
import { createProvider } from './create-provider';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ALL_SCOPES } from '@/lib/auth/scope';
import { getEnv } from '@/lib/env';
import { PLAIN_PAGE_POLICY } from '@/lib/plain-page';
import { apiResource, oauthIssuer } from './resource';

/** The one authorization server of a process: the front door and the consent page share it. */
export function authorizationServer(): Provider {
  return oncePerProcess('authorization-server', () => {
    const provider = createProvider();
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
  });
}

const MOUNT = '/oauth';
const SERVER_METADATA = '/.well-known/oauth-authorization-server';
const RESOURCE_METADATA = '/.well-known/oauth-protected-resource/api/v1';

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
  server: () => Provider = authorizationServer,
): AuthorizationServer {
  return {
    matches: (pathname) =>
      (pathname.startsWith(`${MOUNT}/`) && !pathname.startsWith(`${MOUNT}/consent/`)) ||
      pathname === `${SERVER_METADATA}${MOUNT}` ||
      pathname === RESOURCE_METADATA,
    async handle(request, response) {
      const [pathname = '/'] = (request.url ?? '/').split('?', 1);
      response.setHeader('x-content-type-options', 'nosniff');
      response.setHeader('x-frame-options', 'DENY');
      response.setHeader('referrer-policy', 'same-origin');
      response.setHeader('content-security-policy', PLAIN_PAGE_POLICY);
      if (pathname === RESOURCE_METADATA) return sendResourceMetadata(request, response);
      if (pathname.startsWith(SERVER_METADATA)) request.url = `${MOUNT}${SERVER_METADATA}`;
      mount(request);
      await server().callback()(request, response);
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

function sendResourceMetadata(request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  response.writeHead(200, {
    'content-type': 'application/json',
    'cache-control': 'public, max-age=3600',
    'access-control-allow-origin': '*',
  });
  response.end(
    JSON.stringify({
      resource: apiResource(),
      authorization_servers: [oauthIssuer()],
      scopes_supported: ALL_SCOPES,
      bearer_methods_supported: ['header'],
      tls_client_certificate_bound_access_tokens: getEnv().TRUSTED_PROXIES.length > 0,
      dpop_signing_alg_values_supported: ['ES256', 'EdDSA'],
      resource_documentation: `${getEnv().APP_URL}/docs/api`,
    }),
  );
}
