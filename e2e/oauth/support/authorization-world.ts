import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import * as client from 'openid-client';
import { afterAll, beforeAll, vi } from 'vitest';
import { freePort } from '@/e2e/support/test-server';
import { makePerson, provideAuthorizationStore } from './authorization-host';
import { TestBrowser } from './test-browser';
import { fromRequest } from '@/lib/http/fetch-message';
import type { NewAppInput } from '@/lib/auth/oauth/authorization-server/app-schema';
import type { ConsentDecision } from '@/lib/auth/oauth/authorization-server/decide-consent';
import type { Principal } from '@/lib/auth/principal';

export const REDIRECT_URI = 'http://localhost:9/callback';
export const NOWHERE = { address: null, requestId: 'test', userAgent: null };

let origin = '';

/** The authorization server on a port of its own, with an empty database. */
export function provideAuthorizationWorld(): void {
  provideAuthorizationStore();
  let server: Server | undefined;
  beforeAll(async () => {
    const port = await freePort();
    origin = `http://localhost:${port}`;
    process.env.APP_URL = origin;
    server = createServer((request, response) => {
      void answer(request, response);
    });
    await new Promise<void>((resolve) => server?.listen(port, 'localhost', resolve));
  });
  afterAll(async () => {
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve));
  });
}

/** Looked up at each request, so that a test can put another guard in its place. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { createAuthorizationServer } = await import(
    '@/lib/auth/oauth/authorization-server/authorization-server'
  );
  const oauth = createAuthorizationServer();
  const [pathname = '/'] = (request.url ?? '/').split('?', 1);
  if (oauth.matches(pathname)) await oauth.handle(request, response);
  else response.writeHead(404).end();
}

/** Forgets the authorization server, so that the next request makes one from the modules as mocked. */
export function forgetAuthorizationServer(): void {
  vi.resetModules();
  Reflect.deleteProperty(globalThis, Symbol.for('tollgate.authorization-server'));
}

export function appOrigin(): string {
  return origin;
}

/** A new person with a workspace of their own, as the browser's principal. */
export function makePrincipal(name: string): Promise<Principal> {
  return makePerson(name);
}

export type ThirdParty = { clientId: string; secret: string | null; config: client.Configuration };

/** Registers an app and lets `openid-client` find out about us. */
export async function makeThirdParty(
  owner: Principal,
  input: Partial<NewAppInput> = {},
): Promise<ThirdParty> {
  const { registerApp } = await import('@/lib/auth/oauth/authorization-server/app-registration');
  const { view, secret } = await registerApp(owner, {
    name: 'Usage Charts',
    redirectUris: [REDIRECT_URI],
    scopes: ['usage:read', 'events:read', 'events:write'],
    requiredScopes: ['usage:read'],
    ...input,
  });
  const config = await client.discovery(
    new URL(`${origin}/oauth`),
    view.clientId,
    undefined,
    secret === null ? client.None() : client.ClientSecretBasic(secret),
    { algorithm: 'oauth2', execute: [client.allowInsecureRequests] },
  );
  return { clientId: view.clientId, secret, config };
}

/** A browser in front of the authorization server. */
export function openOauthBrowser(): TestBrowser {
  return new TestBrowser('none:', () => Promise.reject(new Error('unused')));
}

/** Sends a browser to the app's request; gives the consent request's id and cookie. */
export async function askConsent(browser: TestBrowser, url: string | URL) {
  const response = await browser.get(url.toString());
  const location = response.headers.get('location') ?? '';
  const uid = /\/oauth\/consent\/([\w-]+)$/.exec(location)?.[1];
  return { response, location, uid, cookie: browser.cookie('tollgate.oauth-consent') };
}

/** The whole way of a person who decides; gives the address with the code. */
export async function consent(
  person: Principal & { provedAt?: Date },
  url: string | URL,
  decision: Partial<ConsentDecision> = {},
): Promise<URL> {
  const { decideConsent } = await import('@/lib/auth/oauth/authorization-server/decide-consent');
  const browser = openOauthBrowser();
  const { uid, cookie, location, response } = await askConsent(browser, url);
  if (!uid)
    throw new Error(`No consent page, but ${response.status} ${location} ${await response.text()}`);
  const returnTo = await decideConsent(
    {
      userId: person.userId,
      workspaces: [{ id: person.workspaceId, role: person.role }],
      provedAt: person.provedAt,
    },
    uid,
    cookie,
    {
      allow: true,
      scopes: ['usage:read', 'events:read', 'events:write'],
      workspaceId: person.workspaceId,
      mode: 'test',
      ...decision,
    },
  );
  const done = await browser.get(returnTo);
  const callback = done.headers.get('location');
  if (!callback) throw new Error(`${done.status}: ${await done.text()}`);
  return new URL(callback);
}

/** The address that an app sends a browser to, and what it keeps to check the answer. */
export async function buildRequest(
  { config }: ThirdParty,
  parameters: Record<string, string> = {},
): Promise<{ url: URL; checks: { pkceCodeVerifier: string; expectedState: string } }> {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const expectedState = client.randomState();
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: REDIRECT_URI,
    scope: 'usage:read events:read events:write',
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    ...parameters,
  });
  return { url, checks: { pkceCodeVerifier, expectedState } };
}

/** The whole code flow; gives the tokens. */
export async function connect(app: ThirdParty, person: Principal, decision = {}) {
  const { url, checks } = await buildRequest(app);
  const callback = await consent(person, url, decision);
  return client.authorizationCodeGrant(app.config, callback, checks);
}

/** What the API would find behind a token. */
export async function authenticate(token: string, headers: Record<string, string> = {}) {
  const { authenticateAccessToken } = await import(
    '@/lib/auth/oauth/authorization-server/authenticate-access-token'
  );
  const request = new Request(`${origin}/api/v1/me`, {
    headers: { authorization: `Bearer ${token}`, ...headers },
  });
  return authenticateAccessToken(token, fromRequest(request), NOWHERE);
}
