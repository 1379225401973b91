import * as client from 'openid-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { AgentHost } from '@/e2e/oauth/support/agent-host';
import {
  appOrigin,
  askConsent,
  authenticate,
  connect,
  consent,
  buildRequest,
  forgetAuthorizationServer,
  makePrincipal,
  makeThirdParty,
  openOauthBrowser,
  provideAuthorizationWorld,
  type ThirdParty,
} from '@/e2e/oauth/support/authorization-world';
import type { Principal } from '@/lib/auth/principal';
import { db } from '@/lib/db';
import { closeRateLimits } from '@/lib/http/rate-limit';
import type * as AddressPolicy from '@/lib/http/address-policy';
import type * as Undici from 'undici';
import type * as AppCredentials from './app-credentials';
import { disconnectApp, listConnectedApps } from './connected-app';
import { readConsentRequest } from './consent-request';

/** Agents that no workspace registered: their client id is the URL of a document on a real https host. */
const trusted = vi.hoisted(() => ({ ca: '' }));

// The host's certificate is of the tests' own authority. Nothing else about the connection changes.
vi.mock('undici', async (original) => {
  const undici = await original<typeof Undici>();
  class Agent extends undici.Agent {
    constructor({ connect: options, ...rest }: Undici.Agent.Options = {}) {
      const ca = trusted.ca;
      super({ ...rest, connect: typeof options === 'object' ? { ...options, ca } : { ca } });
    }
  }
  return { ...undici, Agent };
});

provideAuthorizationWorld();

const host = new AgentHost();
const other = new AgentHost();
let ada: Principal;
let published = 0;

beforeAll(async () => {
  trusted.ca = `${await host.listen()}${await other.listen()}`;
});
afterAll(() => {
  host.close();
  other.close();
});
beforeEach(async () => {
  await db().oAuthApp.deleteMany();
  await db().user.deleteMany();
  ada = await makePrincipal('Ada');
});
afterEach(() => {
  vi.unstubAllEnvs();
  closeRateLimits();
  vi.doUnmock('@/lib/http/address-policy');
  vi.doUnmock('./app-credentials');
  forgetAuthorizationServer();
});

/** A new document for each test: the library keeps what it has read. */
function publish(
  at = host,
  ...document: [Record<string, unknown>?, { headers?: Record<string, string> }?]
) {
  published += 1;
  return at.publish(`/agents/${published}.json`, ...document);
}

async function agentOf(clientId: string): Promise<ThirdParty> {
  const config = await client.discovery(
    new URL(`${appOrigin()}/oauth`),
    clientId,
    undefined,
    client.None(),
    { algorithm: 'oauth2', execute: [client.allowInsecureRequests] },
  );
  return { clientId, secret: null, config };
}

const LOOPBACK = { redirect_uri: 'http://localhost:43117/callback' };

async function allow(app: ThirdParty, parameters: Record<string, string> = {}) {
  const { url, checks } = await buildRequest(app, { ...LOOPBACK, ...parameters });
  const callback = await consent(ada, url);
  return client.authorizationCodeGrant(app.config, callback, checks);
}

/** What the consent page would show. */
async function shown(app: ThirdParty) {
  const { url } = await buildRequest(app, LOOPBACK);
  const { uid, cookie } = await askConsent(openOauthBrowser(), url);
  const request = await readConsentRequest(uid ?? '', cookie);
  if (!request) throw new Error('There is no consent page.');
  return request;
}

describe('a client that publishes its own metadata', () => {
  test('is announced, connects, refreshes, and is seen with its host', async () => {
    const app = await agentOf(publish());
    expect(app.config.serverMetadata().client_id_metadata_document_supported).toBe(true);
    const tokens = await allow(app);
    const principal = await authenticate(tokens.access_token);
    expect(principal.names?.credential).toBe(`Desk agent (${new URL(host.origin).host})`);
    await client.refreshTokenGrant(app.config, tokens.refresh_token ?? '');
    const [connected] = await listConnectedApps(ada);
    expect(connected).toMatchObject({ name: 'Desk agent', host: new URL(host.origin).host });
    await allow(app);
    expect(await db().oAuthApp.count()).toBe(1);
    expect(await disconnectApp(ada, connected?.clientId ?? '')).toBe(2);
    await expect(authenticate(tokens.access_token)).rejects.toMatchObject({
      slug: 'invalid-token',
    });
  });

  test('has its document read once while the cache holds it', async () => {
    const clientId = publish(host, {}, { headers: { 'cache-control': 'max-age=600' } });
    const app = await agentOf(clientId);
    await allow(app);
    await allow(app);
    expect(host.asked.filter((path) => clientId.endsWith(path))).toHaveLength(1);
  });

  test('has a consent page with its host, and the warning that any program could be it', async () => {
    const request = await shown(await agentOf(publish()));
    expect(request.app).toMatchObject({
      name: 'Desk agent',
      ownerName: null,
      host: new URL(host.origin).host,
      loopbackOnly: true,
      namesakes: [],
    });
    expect(await db().oAuthApp.count()).toBe(0);
  });

  test('is not taken for another with the same look: registered here, or at another host', async () => {
    await makeThirdParty(await makePrincipal('Developer'), { name: 'DESK Agent' });
    const first = await agentOf(publish(other, { client_name: 'De5k-agent' }));
    await allow(first);
    const { app } = await shown(await agentOf(publish()));
    expect(app.namesakes).toEqual(["Developer's workspace", new URL(other.origin).host]);
  });
});

describe('refused before anyone is asked', () => {
  const refusal = async (clientId: string) => {
    const url = `${appOrigin()}/oauth/authorize?${new URLSearchParams({
      client_id: clientId,
      response_type: 'code',
      scope: 'usage:read',
      code_challenge: 'a'.repeat(43),
      code_challenge_method: 'S256',
      ...LOOPBACK,
    })}`;
    const response = await openOauthBrowser().get(url);
    return `${response.status} ${/Reason: <strong>(\w+)/.exec(await response.text())?.[1] ?? ''}`;
  };

  test.each([
    ['names another client', { client_id: 'https://other.example/agent.json' }],
    ['holds a secret', { client_secret: 'secret' }],
    ['wants a shared secret', { token_endpoint_auth_method: 'client_secret_basic' }],
    ['sends codes in clear', { redirect_uris: ['http://agent.example/callback'] }],
    ['sends codes to a program by scheme', { redirect_uris: ['agent://callback'] }],
    ['has no name', { client_name: '' }],
    ['has a name that fills the page', { client_name: 'x'.repeat(61) }],
    ['has no address', { redirect_uris: [] }],
  ])('a document that %s', async (_what, metadata) => {
    expect(await refusal(publish(host, metadata))).toMatch(/^40[01] invalid_\w+$/);
    expect(await db().oAuthApp.count()).toBe(0);
  });

  test('a document that is not there, is elsewhere, or is too large', async () => {
    expect(await refusal(`${host.origin}/agents/none.json`)).toMatch(/^40[01]/);
    const moved = { status: 302, headers: { location: publish() } };
    expect(await refusal(publish(host, {}, moved))).toMatch(/^40[01]/);
    expect(await refusal(publish(host, { padding: 'x'.repeat(20_000) }))).toMatch(/^40[01]/);
  });

  test.each(['', '/', '/agent.json?version=2', '/a/../agent.json', '/agent.json#a'])(
    'a URL that is no document of its own: https://host%s',
    async (path) => {
      const before = host.asked.length;
      expect(await refusal(`${host.origin}${path}`)).toMatch(/^40[01]/);
      expect(host.asked.length).toBe(before);
    },
  );

  test('more unknown documents than one address may ask for', async () => {
    const answers = [];
    for (let count = 0; count < 31; count += 1) answers.push(await refusal(publish()));
    expect(answers.at(-1)).toBe('400 invalid_client');
    expect(answers.filter((answer) => !answer.startsWith('400'))).toHaveLength(30);
  });

  test('a document at an inner address, without calling it', async () => {
    vi.resetModules();
    vi.stubEnv('DEPLOYMENT', 'production');
    forgetAuthorizationServer();
    const before = host.asked.length;
    expect(await refusal(publish())).toMatch(/^40[01]/);
    expect(host.asked.length).toBe(before);
  });

  test('without the guard: the server calls the inner address', async () => {
    vi.stubEnv('DEPLOYMENT', 'production');
    vi.doMock('@/lib/http/address-policy', async (original) => {
      const real = await original<typeof AddressPolicy>();
      return { ...real, PUBLIC_ONLY: real.PUBLIC_OR_LOOPBACK };
    });
    forgetAuthorizationServer();
    const before = host.asked.length;
    await refusal(publish());
    expect(host.asked.length).toBe(before + 1);
  });
});

describe('a grant belongs to one client and to what it was asked for', () => {
  /** Two agents of the same name and addresses, at two hosts, of one person. */
  async function twoAgents() {
    const [honest, evil] = await Promise.all([agentOf(publish()), agentOf(publish(other))]);
    return { honest, evil, tokens: await allow(honest) };
  }

  test("another client's refresh token is no use", async () => {
    const { evil, tokens } = await twoAgents();
    await allow(evil);
    const stolen = client.refreshTokenGrant(evil.config, tokens.refresh_token ?? '');
    await expect(stolen).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  test('consent to one is none to the other: the person is asked', async () => {
    const { evil } = await twoAgents();
    const { url } = await buildRequest(evil, LOOPBACK);
    expect((await askConsent(openOauthBrowser(), url)).uid).toBeDefined();
  });

  /** As if a fault had put one client's token under the grant of another. */
  async function mixUp() {
    const { evil, honest, tokens } = await twoAgents();
    const rows = await db().oAuthArtefact.findMany({ where: { kind: 'AccessToken' } });
    for (const { digest, payload } of rows) {
      const mixed = JSON.stringify(payload).replaceAll(honest.clientId, evil.clientId);
      await db()
        .$executeRaw`update oauth_artefact set payload = ${mixed}::jsonb where digest = ${digest}`;
    }
    return tokens.access_token;
  }

  test("a token under another client's grant is refused", async () => {
    await expect(authenticate(await mixUp())).rejects.toMatchObject({ slug: 'invalid-token' });
  });

  test('without the guard: it acts with what the other was allowed', async () => {
    const token = await mixUp();
    vi.doMock('./app-credentials', async (original) => ({
      ...(await original<typeof AppCredentials>()),
      clientIdOf: () => (token ? other.publishedUrl : ''),
    }));
    vi.resetModules();
    expect((await authenticate(token)).userId).toBe(ada.userId);
  });

  test('a grant for the API gives no token for the tools, and the other way round', async () => {
    const app = await makeThirdParty(await makePrincipal('Developer'));
    const tokens = await connect(app, ada);
    const resource = `${appOrigin()}/mcp`;
    const other = client.refreshTokenGrant(app.config, tokens.refresh_token ?? '', { resource });
    await expect(other).rejects.toMatchObject({ error: 'invalid_target' });
    const grant = await db().oAuthGrant.findFirstOrThrow();
    expect(grant.audiences).toEqual(['api']);
  });
});
