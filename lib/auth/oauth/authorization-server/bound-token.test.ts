import * as client from 'openid-client';
import { beforeEach, expect, test } from 'vitest';
import { forgetPeople } from '@/e2e/oauth/support/authorization-host';
import {
  appOrigin,
  authenticate,
  buildRequest,
  consent,
  makePrincipal,
  makeThirdParty,
  provideAuthorizationWorld,
  REDIRECT_URI,
  type ThirdParty,
} from '@/e2e/oauth/support/authorization-world';
import { fromRequest } from '@/lib/http/fetch-message';
import type { Principal } from '@/lib/auth/principal';

provideAuthorizationWorld();

const invalidToken = { slug: 'invalid-token', status: 401 };
const invalidProof = { slug: 'invalid-dpop-proof', status: 401 };

let ada: Principal;
let app: ThirdParty;

beforeEach(async () => {
  await forgetPeople();
  ada = await makePrincipal('Ada');
  app = await makeThirdParty(await makePrincipal('Developer'), { public: true });
});

/** Calls the API's lock the way `openid-client` calls an API, with a proof of its own key. */
async function callWithProof(token: string, handle: client.DPoPHandle, headers: Headers) {
  const proofed = new Headers(headers);
  let seen: Record<string, string> = {};
  const config = new client.Configuration(app.config.serverMetadata(), app.clientId);
  client.allowInsecureRequests(config);
  config[client.customFetch] = async (_url, options) => {
    seen = Object.fromEntries(new Headers(options.headers));
    return new Response('{}');
  };
  const url = new URL(`${appOrigin()}/api/v1/me`);
  await client.fetchProtectedResource(config, token, url, 'GET', null, proofed, { DPoP: handle });
  return seen;
}

async function connectBound() {
  const handle = client.getDPoPHandle(app.config, await client.randomDPoPKeyPair('ES256'));
  const { url, checks } = await buildRequest(app);
  const callback = await consent(ada, url);
  const tokens = await client.authorizationCodeGrant(app.config, callback, checks, undefined, {
    DPoP: handle,
  });
  return { handle, tokens };
}

test('a bound token works with a proof of its key, once for each proof', async () => {
  const { handle, tokens } = await connectBound();
  expect(tokens.token_type).toBe('dpop');
  const headers = await callWithProof(tokens.access_token, handle, new Headers());
  const principal = await authenticate(tokens.access_token, headers);
  expect(principal.userId).toBe(ada.userId);
  const thumbprint = await handle.calculateThumbprint();
  expect(principal.sender).toEqual({ kind: 'key', thumbprint });
  await expect(authenticate(tokens.access_token, headers)).rejects.toMatchObject(invalidProof);
});

test('A16: a stolen bound token is worth nothing without its key', async () => {
  const { tokens } = await connectBound();
  await expect(authenticate(tokens.access_token)).rejects.toMatchObject(invalidToken);
  const thief = client.getDPoPHandle(app.config, await client.randomDPoPKeyPair('ES256'));
  const headers = await callWithProof(tokens.access_token, thief, new Headers());
  await expect(authenticate(tokens.access_token, headers)).rejects.toMatchObject(invalidProof);
  await expect(
    client.refreshTokenGrant(app.config, tokens.refresh_token ?? '', undefined, { DPoP: thief }),
  ).rejects.toMatchObject({ error: 'invalid_grant' });
});

test('a proof for another request is refused', async () => {
  const { handle, tokens } = await connectBound();
  const headers = await callWithProof(tokens.access_token, handle, new Headers());
  const { authenticateAccessToken } = await import('./authenticate-access-token');
  for (const [method, path] of [
    ['GET', '/api/v1/invoices'],
    ['POST', '/api/v1/me'],
  ] as const) {
    const request = new Request(`${appOrigin()}${path}`, { method, headers });
    const context = { address: null, requestId: 'test', userAgent: null };
    await expect(
      authenticateAccessToken(tokens.access_token, fromRequest(request), context),
    ).rejects.toMatchObject(invalidProof);
  }
});

test('a request is pushed first, and its address works once', async () => {
  const { url, checks } = await buildRequest(app);
  const pushed = await client.buildAuthorizationUrlWithPAR(
    app.config,
    Object.fromEntries(url.searchParams),
  );
  expect(pushed.searchParams.get('request_uri')).toMatch(/^urn:ietf:params:oauth:request_uri:/);
  expect(pushed.searchParams.has('scope')).toBe(false);
  const callback = await consent(ada, pushed);
  await client.authorizationCodeGrant(app.config, callback, checks);
  const again = await fetch(pushed, { redirect: 'manual' });
  expect(again.headers.get('location')).toContain('error=invalid_request_uri');
});

test('the metadata says what there is', async () => {
  const metadata = app.config.serverMetadata();
  expect(metadata).toMatchObject({
    issuer: `${appOrigin()}/oauth`,
    authorization_endpoint: `${appOrigin()}/oauth/authorize`,
    token_endpoint: `${appOrigin()}/oauth/token`,
    code_challenge_methods_supported: ['S256'],
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    authorization_response_iss_parameter_supported: true,
  });
  expect(metadata.grant_types_supported).not.toContain('implicit');
  const resource = await fetch(`${appOrigin()}/.well-known/oauth-protected-resource/api/v1`);
  expect(await resource.json()).toMatchObject({
    resource: `${appOrigin()}/api/v1`,
    authorization_servers: [`${appOrigin()}/oauth`],
  });
});

test('a host that the client names changes nothing', async () => {
  const response = await fetch(`${appOrigin()}/.well-known/oauth-authorization-server/oauth`, {
    headers: { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
  });
  expect(await response.text()).not.toContain('evil.example');
  expect(REDIRECT_URI).toBeTruthy();
});
