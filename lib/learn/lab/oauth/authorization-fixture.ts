import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Provider from 'oidc-provider';
import { calculatePKCECodeChallenge, randomPKCECodeVerifier, randomState } from 'openid-client';
import { deleteApp, registerApp } from '@/lib/auth/oauth/authorization-server/app-registration';
import type { NewAppInput } from '@/lib/auth/oauth/authorization-server/app-schema';
import type { Alteration } from '@/lib/auth/oauth/authorization-server/create-provider';
import { loadSigningKeys } from '@/lib/auth/oauth/authorization-server/signing-key';
import {
  type ConsentDecision,
  decideConsent,
} from '@/lib/auth/oauth/authorization-server/decide-consent';
import { CONSENT_COOKIE } from '@/lib/auth/oauth/authorization-server/resource';
import type { JobTokenChecks } from '@/lib/auth/oauth/workload-federation/verify-job-token';
import { getEnv } from '@/lib/env';
import type { Lab, Observation } from '../lab';
import { LabBrowser } from './lab-browser';
import { createAuthorizationServerWith, createProviderWith } from '../without';

const REDIRECT_URI = 'https://app.example/callback';

/** What changes in the copy: its configuration, or the library's classes. */
type FixtureChanges = {
  alter?: Alteration;
  rebuild?: (provider: Provider) => void;
  app?: Partial<NewAppInput>;
  jobTokenChecks?: JobTokenChecks;
};

export type AppRequest = { url: string; verifier: string };

/** What the authorization server answered a browser that an app sent. */
export type Asked = { status: number; location: string | null; uid: string | undefined };

export type TokenAnswer = { status: number; body: Record<string, unknown> };

/** A copy of the authorization server with one app, for one run. */
export type AuthorizationFixture = {
  clientId: string;
  openBrowser(): LabBrowser;
  /** What the app asks for; `parameters` replace or, where empty, remove. */
  request(parameters?: Record<string, string>): Promise<AppRequest>;
  ask(browser: LabBrowser, url: string): Promise<Asked>;
  /** The learner, as the person at the browser, decides. Gives the address with the code. */
  decide(
    browser: LabBrowser,
    asked: Asked,
    decision?: Partial<ConsentDecision> & { cookie?: string },
  ): Promise<URL>;
  post(path: '/token' | '/revoke', form: Record<string, string>): Promise<TokenAnswer>;
  /** Like `fetch`, with the server's own address led to the copy. */
  fetch(url: string, options?: RequestInit): Promise<Response>;
};

/** Builds the copy in the learner's sandbox, plays on it, and clears it away. */
export async function withAuthorizationServer(
  { learner }: Lab,
  { alter, rebuild, app, jobTokenChecks }: FixtureChanges,
  play: (fixture: AuthorizationFixture) => Promise<Observation>,
): Promise<Observation> {
  const provider = createProviderWith(await loadSigningKeys(), alter, jobTokenChecks);
  rebuild?.(provider);
  const { server, fetchFrom } = await serve(provider);
  const { view } = await registerApp(learner, {
    name: 'Attack lab',
    redirectUris: [REDIRECT_URI],
    scopes: ['usage:read', 'meters:read'],
    public: true,
    ...app,
  });
  const fixture = setUp(learner, view.clientId, view.redirectUris[0] ?? REDIRECT_URI, fetchFrom);
  try {
    return await play(fixture);
  } finally {
    await deleteApp(learner, view.clientId);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

function setUp(
  learner: Lab['learner'],
  clientId: string,
  redirectUri: string,
  fetchFrom: AuthorizationFixture['fetch'],
): AuthorizationFixture {
  const issuer = `${getEnv().APP_URL}/oauth`;
  return {
    clientId,
    fetch: fetchFrom,
    openBrowser: () =>
      new LabBrowser(getEnv().APP_URL, (request) =>
        fetchFrom(request.url, { headers: request.headers, redirect: 'manual' }),
      ),
    async request(parameters = {}) {
      const verifier = randomPKCECodeVerifier();
      const query = new URLSearchParams({
        client_id: clientId,
        response_type: 'code',
        redirect_uri: redirectUri,
        scope: 'usage:read meters:read',
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state: randomState(),
      });
      for (const [name, value] of Object.entries(parameters)) {
        if (value === '') query.delete(name);
        else query.set(name, value);
      }
      return { url: `${issuer}/authorize?${query}`, verifier };
    },
    async ask(browser, url) {
      const response = await browser.get(url);
      const location = response.headers.get('location');
      const uid = /\/oauth\/consent\/([\w-]+)$/.exec(location ?? '')?.[1];
      return { status: response.status, location, uid };
    },
    async decide(browser, asked, { cookie, ...decision } = {}) {
      const person = {
        userId: learner.userId,
        workspaces: [{ id: learner.workspaceId, role: learner.role }],
      };
      const returnTo = await decideConsent(
        person,
        asked.uid ?? '',
        cookie ?? browser.cookie(CONSENT_COOKIE),
        {
          allow: true,
          scopes: ['usage:read', 'meters:read'],
          workspaceId: learner.workspaceId,
          mode: 'test',
          ...decision,
        },
      );
      const done = await browser.get(returnTo);
      return new URL(done.headers.get('location') ?? `${issuer}/nowhere`);
    },
    async post(path, form) {
      const response = await fetchFrom(issuer + path, {
        method: 'POST',
        body: new URLSearchParams({ client_id: clientId, ...form }),
      });
      const text = await response.text();
      const body: Record<string, unknown> = text === '' ? {} : JSON.parse(text);
      return { status: response.status, body };
    },
  };
}

/** Serves the copy on a port of its own; it keeps the address of the real one. */
async function serve(
  provider: Provider,
): Promise<{ server: Server; fetchFrom: AuthorizationFixture['fetch'] }> {
  const oauth = createAuthorizationServerWith(() => provider);
  const server = createServer((request, response) => void oauth.handle(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    server,
    fetchFrom: (url, options) =>
      fetch(url.replace(getEnv().APP_URL, origin), { redirect: 'manual', ...options }),
  };
}
