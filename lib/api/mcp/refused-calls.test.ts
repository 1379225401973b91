import * as client from 'openid-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { consent, makePrincipal, REDIRECT_URI } from '@/e2e/oauth/support/authorization-world';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { freePort } from '@/e2e/support/test-server';
import { startTestWeb, type TestWeb } from '@/e2e/support/test-web';
import { registerApp } from '@/lib/auth/oauth/authorization-server/app-registration';
import type { Principal } from '@/lib/auth/principal';
import { listRequestLogs } from '@/lib/request-log/list-request-logs';
import { flushRequestLogs } from '@/lib/request-log/log-request';
import { DEFAULT_RATE_LIMIT } from '../credential-rate';

/** What `/mcp` refuses before the SDK sees it: the limit counts it, and the workspace sees it. */
provideTestDatabase();

let web: TestWeb;
let ada: Principal;
let origin = '';

beforeAll(async () => {
  const port = await freePort();
  origin = `http://localhost:${port}`;
  process.env.APP_URL = origin;
  web = await startTestWeb({ PORT: port, APP_URL: origin });
  ada = await makePrincipal('Ada');
});
afterAll(() => web.stop());

/** A token for the tools; bound to a key where a handle is given. */
async function connect(DPoP?: (config: client.Configuration) => Promise<client.DPoPHandle>) {
  const { view } = await registerApp(ada, {
    name: 'Agent',
    redirectUris: [REDIRECT_URI],
    scopes: ['usage:read'],
    public: true,
  });
  const config = await client.discovery(
    new URL(`${origin}/oauth`),
    view.clientId,
    undefined,
    client.None(),
    { algorithm: 'oauth2', execute: [client.allowInsecureRequests] },
  );
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const expectedState = client.randomState();
  const resource = `${origin}/mcp`;
  const asked = client.buildAuthorizationUrl(config, {
    redirect_uri: REDIRECT_URI,
    scope: 'usage:read',
    resource,
    state: expectedState,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  });
  const callback = await consent(ada, asked, { scopes: ['usage:read'] });
  const handle = await DPoP?.(config);
  const checks = { pkceCodeVerifier, expectedState };
  const options = handle ? { DPoP: handle } : {};
  const grant = client.authorizationCodeGrant(config, callback, checks, { resource }, options);
  return { config, handle, token: (await grant).access_token };
}

const JSON_RPC = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
};

const callOf = (name: string) => ({
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name, arguments: {} },
});

function post(token: string, body: unknown): Promise<Response> {
  return fetch(`${origin}/mcp`, {
    method: 'POST',
    headers: { ...JSON_RPC, authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
}

async function readLog() {
  await flushRequestLogs();
  const reader = { ...ada, scopes: new Set(['logs:read'] as const) };
  return (await listRequestLogs(reader, { limit: 100 })).data;
}

test('an array of calls is refused, so that each call counts against the limit', async () => {
  const { token } = await connect();
  const answer = await post(token, [callOf('who_am_i'), callOf('who_am_i')]);
  expect(answer.status).toBe(422);
  expect(await answer.text()).toContain('Send one JSON-RPC message per request.');
  const log = await readLog();
  expect(log).toContainEqual(expect.objectContaining({ path: '/mcp', status: 422 }));
  expect(log).not.toContainEqual(expect.objectContaining({ path: '/mcp#who_am_i' }));
});

test('every response says how the limit stands', async () => {
  const { token } = await connect();
  const answers = [
    await post(token, callOf('who_am_i')),
    await post(token, callOf('list_invoices')),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 403]);
  const left = answers.map(({ headers }) => {
    expect(headers.get('ratelimit-policy')).toBe(`"credential";q=${DEFAULT_RATE_LIMIT};w=60`);
    return /r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1];
  });
  expect(left).toEqual([`${DEFAULT_RATE_LIMIT - 1}`, `${DEFAULT_RATE_LIMIT - 2}`]);
});

test('a call beyond its scope and one over the limit are in the request log', async () => {
  const { token } = await connect();
  expect((await post(token, callOf('list_invoices'))).status).toBe(403);
  let status = 200;
  for (let calls = 0; calls < DEFAULT_RATE_LIMIT && status !== 429; calls += 1) {
    const answer = await post(token, { jsonrpc: '2.0', id: 1, method: 'ping' });
    await answer.text();
    status = answer.status;
  }
  expect(status).toBe(429);
  const log = await readLog();
  expect(log).toContainEqual(
    expect.objectContaining({ path: '/mcp#list_invoices', status: 403, scope: 'invoices:read' }),
  );
  expect(log).toContainEqual(expect.objectContaining({ path: '/mcp', status: 429 }));
});

test('the request log says how a bound token was proved', async () => {
  const { config, handle, token } = await connect(async (found) =>
    client.getDPoPHandle(found, await client.randomDPoPKeyPair('ES256')),
  );
  if (!handle) throw new Error('No handle.');
  const answer = await client.fetchProtectedResource(
    config,
    token,
    new URL(`${origin}/mcp`),
    'POST',
    JSON.stringify(callOf('who_am_i')),
    new Headers(JSON_RPC),
    { DPoP: handle },
  );
  expect(answer.status).toBe(200);
  await answer.text();
  const log = await readLog();
  expect(log).toContainEqual(expect.objectContaining({ path: '/mcp#who_am_i', proof: 'dpop' }));
});
