import {
  Client,
  StreamableHTTPClientTransport,
  UnauthorizedError,
} from '@modelcontextprotocol/client';
import type { OAuthClientProvider } from '@modelcontextprotocol/client';
import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { consent, makePrincipal, REDIRECT_URI } from '@/e2e/oauth/support/authorization-world';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { freePort } from '@/e2e/support/test-server';
import { startTestWeb, type TestWeb } from '@/e2e/support/test-web';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { registerApp } from '@/lib/auth/oauth/authorization-server/app-registration';
import { listConnectedApps } from '@/lib/auth/oauth/authorization-server/connected-app';
import type { Principal } from '@/lib/auth/principal';
import { listRequestLogs } from '@/lib/request-log/list-request-logs';
import { flushRequestLogs } from '@/lib/request-log/log-request';
import { createMeter } from '@/lib/usage/create-meter';
import { TOOLS } from './tool-list';

/** The tools with the official SDK's client, from the first refusal to the last tool. */
provideTestDatabase();

let web: TestWeb;
let ada: Principal;
let mcp: URL;
let origin = '';

beforeAll(async () => {
  const port = await freePort();
  origin = `http://localhost:${port}`;
  process.env.APP_URL = origin;
  web = await startTestWeb({ PORT: port, APP_URL: origin });
  mcp = new URL(`${origin}/mcp`);
  ada = await makePrincipal('Ada');
  await createMeter(ada, { key: 'api_calls', name: 'API calls', aggregation: 'count' });
});
afterAll(() => web.stop());

/** What an agent remembers between steps; the browser's part is `consent`. */
class Agent implements OAuthClientProvider {
  redirectUrl = REDIRECT_URI;
  asked: URL[] = [];
  #tokens: ReturnType<OAuthClientProvider['tokens']>;
  #verifier = '';
  #discovery: Awaited<ReturnType<NonNullable<OAuthClientProvider['discoveryState']>>>;
  constructor(private readonly clientId: string) {}
  get clientMetadata() {
    return { client_name: 'Agent', redirect_uris: [REDIRECT_URI] };
  }
  clientInformation = () => ({ client_id: this.clientId });
  tokens = () => this.#tokens;
  saveTokens: OAuthClientProvider['saveTokens'] = (tokens) => {
    this.#tokens = tokens;
  };
  redirectToAuthorization = (url: URL) => void this.asked.push(url);
  saveCodeVerifier = (verifier: string) => {
    this.#verifier = verifier;
  };
  codeVerifier = () => this.#verifier;
  saveDiscoveryState: NonNullable<OAuthClientProvider['saveDiscoveryState']> = (state) => {
    this.#discovery = state;
  };
  discoveryState = () => this.#discovery;
}

async function makeAgent(): Promise<Agent> {
  const { view } = await registerApp(ada, {
    name: 'Usage agent',
    redirectUris: [REDIRECT_URI],
    scopes: ['usage:read', 'meters:read', 'events:read', 'events:write', 'invoices:read'],
    public: true,
  });
  return new Agent(view.clientId);
}

function newClient(version?: string): Client {
  return new Client(
    { name: 'test-agent', version: '1.0.0' },
    version ? { versionNegotiation: { mode: { pin: version } } } : {},
  );
}

/** Goes to the consent page with the last address that the agent asked for, and comes back. */
async function allow(agent: Agent, scopes: string[]): Promise<void> {
  const url = agent.asked.at(-1);
  if (!url) throw new Error('The agent asked for nothing.');
  const callback = await consent(ada, url, { scopes });
  const transport = new StreamableHTTPClientTransport(mcp, { authProvider: agent });
  await transport.finishAuth(callback.searchParams);
}

async function connect(agent: Agent, version?: string): Promise<Client> {
  const client = newClient(version);
  await client.connect(new StreamableHTTPClientTransport(mcp, { authProvider: agent }));
  return client;
}

async function connectWith(agent: Agent, scopes: string[], version?: string): Promise<Client> {
  await expect(connect(agent, version)).rejects.toThrow(UnauthorizedError);
  await allow(agent, scopes);
  return connect(agent, version);
}

const discovered = new Map<string, Promise<client.Configuration>>();

function discover(agent: Agent): Promise<client.Configuration> {
  const { client_id: clientId } = agent.clientInformation();
  const found =
    discovered.get(clientId) ??
    client.discovery(new URL(`${origin}/oauth`), clientId, undefined, client.None(), {
      algorithm: 'oauth2',
      execute: [client.allowInsecureRequests],
    });
  discovered.set(clientId, found);
  return found;
}

/** The code flow by a client that binds its tokens, which the SDK's does not. */
async function grantBound(agent: Agent, asked: URL, handle: client.DPoPHandle) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const challenge = await client.calculatePKCECodeChallenge(pkceCodeVerifier);
  asked.searchParams.set('code_challenge', challenge);
  const expectedState = client.randomState();
  asked.searchParams.set('state', expectedState);
  const callback = await consent(ada, asked, { scopes: ['usage:read'] });
  const checks = { pkceCodeVerifier, expectedState };
  const parameters = { resource: mcp.href };
  const config = await discover(agent);
  return client.authorizationCodeGrant(config, callback, checks, parameters, { DPoP: handle });
}

async function accessToken(agent: Agent): Promise<string> {
  return (await agent.tokens())?.access_token ?? '';
}

describe('an agent with the SDK', () => {
  test.each(['2026-07-28', undefined])(
    'connects and calls a tool: revision %s',
    async (version) => {
      const agent = await makeAgent();
      const client = await connectWith(agent, ['usage:read'], version);
      expect(agent.asked[0]?.searchParams.get('resource')).toBe(mcp.href);
      const { tools } = await client.listTools();
      expect(tools.map(({ name }) => name)).toEqual(TOOLS.map(({ name }) => name));
      const me = await client.callTool({ name: 'who_am_i', arguments: {} });
      expect(me.structuredContent).toMatchObject({ mode: 'test', scopes: ['usage:read'] });
      const usage = await client.callTool({
        name: 'read_usage',
        arguments: { meter: 'api_calls' },
      });
      expect(usage.structuredContent).toMatchObject({ total: expect.anything() });
      await client.close();
    },
  );

  test('steps up where a tool needs more, and then records events', async () => {
    const agent = await makeAgent();
    const client = await connectWith(agent, ['usage:read']);
    const event = { id: 'agent-1', customer: 'cus-1', meter: 'api_calls', quantity: 1 };
    const record = { name: 'record_events', arguments: { events: [event] } };
    await expect(client.callTool(record)).rejects.toThrow(UnauthorizedError);
    expect(agent.asked.at(-1)?.searchParams.get('scope')).toContain('events:write');
    await allow(agent, ['usage:read', 'events:write']);
    const wider = await connect(agent);
    const answer = await wider.callTool(record);
    expect(answer.structuredContent).toMatchObject({ accepted: 1 });
    await Promise.all([client.close(), wider.close()]);
  });

  test('takes the size of a page as a number, as models send it', async () => {
    const connection = await connectWith(await makeAgent(), ['usage:read']);
    const page = await connection.callTool({ name: 'list_customers', arguments: { limit: 1 } });
    expect(page.structuredContent).toMatchObject({ data: expect.any(Array) });
    await connection.close();
  });

  test('shows a wrong call to the model as an error that it can act on', async () => {
    const client = await connectWith(await makeAgent(), ['usage:read']);
    const answer = await client.callTool({ name: 'read_usage', arguments: { meter: 'nothing' } });
    expect(answer.isError).toBe(true);
    await client.close();
  });

  test('reads resources, and steps up for the ones that need more', async () => {
    const agent = await makeAgent();
    const first = await connectWith(agent, ['usage:read']);
    const read = first.readResource({ uri: 'tollgate://meters' });
    await expect(read).rejects.toThrow(UnauthorizedError);
    await first.close();
    await allow(agent, ['usage:read', 'meters:read']);
    const client = await connect(agent);
    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri)).toEqual(['tollgate://meters', 'tollgate://invoices']);
    const { contents } = await client.readResource({ uri: 'tollgate://meters' });
    expect(contents[0]).toMatchObject({ text: expect.stringContaining('api_calls') });
    await expect(client.readResource({ uri: 'tollgate://nothing' })).rejects.toThrow(/not found/i);
    const invoice = client.readResource({ uri: 'tollgate://invoices/inv_1' });
    await expect(invoice).rejects.toThrow(UnauthorizedError);
    expect(agent.asked.at(-1)?.searchParams.get('scope')).toContain('invoices:read');
    await client.close();
  });

  test('uses a token that is bound to its key, and no other can', async () => {
    const agent = await makeAgent();
    await expect(connect(agent)).rejects.toThrow(UnauthorizedError);
    const url = new URL(String(agent.asked.at(-1)));
    url.searchParams.set('scope', 'usage:read');
    const handle = client.getDPoPHandle(
      await discover(agent),
      await client.randomDPoPKeyPair('ES256'),
    );
    const tokens = await grantBound(agent, url, handle);
    const list = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
    const accept = 'application/json, text/event-stream';
    const headers = { 'content-type': 'application/json', accept };
    const bound = await client.fetchProtectedResource(
      await discover(agent),
      tokens.access_token,
      mcp,
      'POST',
      list,
      new Headers({ ...headers, 'mcp-protocol-version': '2025-11-25' }),
      { DPoP: handle },
    );
    expect(bound.status).toBe(200);
    const stolen = await fetch(mcp, {
      method: 'POST',
      headers: { ...headers, authorization: `Bearer ${tokens.access_token}` },
      body: list,
    });
    expect(stolen.status).toBe(401);
    expect(stolen.headers.get('www-authenticate')).toMatch(/^Bearer .*, DPoP /);
  });

  test('gives up scopes for good, and is seen in Connected apps and the request log', async () => {
    const agent = await makeAgent();
    const client = await connectWith(agent, ['usage:read']);
    const narrowed = await client.callTool({
      name: 'narrow_access',
      arguments: { remove_scopes: ['usage:read'] },
    });
    expect(narrowed.structuredContent).toEqual({ scopes: [] });
    await expect(
      client.callTool({ name: 'read_usage', arguments: { meter: 'api_calls' } }),
    ).rejects.toThrow(/insufficient_scope/);
    await flushRequestLogs();
    const { data } = await listRequestLogs(
      { ...ada, scopes: new Set(['logs:read']) },
      { limit: 20 },
    );
    expect(data.map(({ path }) => path)).toContain('/mcp#narrow_access');
    const apps = await listConnectedApps(ada);
    expect(apps.some(({ lastUsedAt, scopes }) => lastUsedAt && scopes.length === 0)).toBe(true);
    await client.close();
  });
});

describe('/mcp refuses', () => {
  const post = (headers: Record<string, string>) =>
    fetch(mcp, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    });

  test('a request without a token, naming metadata and scope', async () => {
    const response = await post({});
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe(
      `Bearer scope="usage:read", resource_metadata="${origin}/.well-known/oauth-protected-resource/mcp"`,
    );
    const metadata = await fetch(`${origin}/.well-known/oauth-protected-resource/mcp`);
    expect(await metadata.json()).toMatchObject({ resource: mcp.href });
  });

  test('an API key, in either header', async () => {
    const { key } = await issueApiKey(ada, { name: 'key', scopes: ['usage:read'], mode: 'test' });
    expect((await post({ authorization: `Bearer ${key}` })).status).toBe(401);
    expect((await post({ 'x-api-key': key })).status).toBe(401);
  });

  test("a token of the API, as the API refuses one of the agent's", async () => {
    const agent = await makeAgent();
    const client = await connectWith(agent, ['usage:read']);
    await client.close();
    const token = await accessToken(agent);
    const api = await fetch(`${origin}/api/v1/me`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(api.status).toBe(401);
    expect((await post({ authorization: `Bearer ${token}` })).status).not.toBe(401);
  });

  test('a page of another origin', async () => {
    expect((await post({ origin: 'https://evil.example' })).status).toBe(403);
  });
});
