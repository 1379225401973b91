import { exportJWK, generateKeyPair, type JWK } from 'jose';
import * as client from 'openid-client';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  appOrigin,
  authenticate,
  buildRequest,
  connect,
  consent,
  makePrincipal,
  makeThirdParty,
  provideAuthorizationWorld,
  REDIRECT_URI,
} from '@/e2e/oauth/support/authorization-world';
import type { Principal } from '@/lib/auth/principal';
import { db } from '@/lib/db';
import { toPublicId } from '@/lib/public-id';
import { changeApp } from './app-registration';

provideAuthorizationWorld();

let ada: Principal;
let developer: Principal;

beforeEach(async () => {
  await db().user.deleteMany();
  ada = await makePrincipal('Ada');
  developer = await makePrincipal('Developer');
});

async function makeKey(algorithm: string) {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk: JWK = { ...(await exportJWK(publicKey)), kid: algorithm };
  return { privateKey, jwk };
}

describe('private_key_jwt', () => {
  test.each(['RS256', 'PS256', 'ES256', 'Ed25519'])(
    '%s: code, refresh, revocation',
    async (alg) => {
      const { privateKey, jwk } = await makeKey(alg);
      const app = await makeThirdParty(developer, { jwks: { keys: [jwk] } });
      expect(app.secret).toBeNull();
      const config = new client.Configuration(
        app.config.serverMetadata(),
        app.clientId,
        undefined,
        client.PrivateKeyJwt({ key: privateKey, kid: alg }),
      );
      client.allowInsecureRequests(config);
      const { url, checks } = await buildRequest(app);
      const callback = await consent(ada, url);
      const tokens = await client.authorizationCodeGrant(config, callback, checks);
      expect((await authenticate(tokens.access_token)).userId).toBe(ada.userId);
      await client.refreshTokenGrant(config, tokens.refresh_token ?? '');
      await client.tokenRevocation(config, tokens.refresh_token ?? '');
    },
  );

  test('another key, and no assertion at all, are refused', async () => {
    const { jwk } = await makeKey('ES256');
    const { privateKey: stranger } = await makeKey('ES256');
    const app = await makeThirdParty(developer, { jwks: { keys: [jwk] } });
    const { url, checks } = await buildRequest(app);
    const callback = await consent(ada, url);
    for (const method of [client.PrivateKeyJwt(stranger), client.None()]) {
      const config = new client.Configuration(
        app.config.serverMetadata(),
        app.clientId,
        undefined,
        method,
      );
      client.allowInsecureRequests(config);
      await expect(client.authorizationCodeGrant(config, callback, checks)).rejects.toMatchObject({
        error: 'invalid_client',
        status: 401,
      });
    }
  });

  test('keys are changed later, and a private or weak one is refused', async () => {
    const { jwk } = await makeKey('ES256');
    const { jwk: next, privateKey } = await makeKey('RS256');
    const app = await makeThirdParty(developer, { jwks: { keys: [jwk] } });
    const change = { name: 'Usage Charts', redirectUris: [REDIRECT_URI] };
    await changeApp(developer, app.clientId, { ...change, jwks: { keys: [next] } });
    const stored = await db().oAuthApp.findFirstOrThrow();
    expect(stored.jwks).toEqual({ keys: [expect.objectContaining({ kid: 'RS256' })] });
    const { privateKey: weak } = await generateKeyPair('ES384', { extractable: true });
    for (const key of [
      await exportJWK(privateKey),
      await exportJWK(weak),
      { kty: 'oct', k: 'AA' },
    ]) {
      await expect(
        changeApp(developer, app.clientId, { ...change, jwks: { keys: [key] } }),
      ).rejects.toMatchObject({ slug: 'validation-failed' });
    }
  });
});

describe('a resource server', () => {
  const server = { redirectUris: [], scopes: [], requiredScopes: [], resourceServer: true };

  test('introspects tokens that act for its workspace, and no others', async () => {
    const app = await makeThirdParty(developer);
    const mine = await makeThirdParty(ada, server);
    const theirs = await makeThirdParty(developer, server);
    const { access_token: token } = await connect(app, ada);
    const seen = await client.tokenIntrospection(mine.config, token);
    expect(seen).toMatchObject({
      active: true,
      client_id: app.clientId,
      sub: toPublicId('usr', ada.userId),
      aud: `${appOrigin()}/api/v1`,
    });
    expect(await client.tokenIntrospection(theirs.config, token)).toEqual({ active: false });
  });

  test('gets no tokens and asks no person', async () => {
    const mine = await makeThirdParty(ada, server);
    await expect(
      client.initiateDeviceAuthorization(mine.config, { scope: 'usage:read' }),
    ).rejects.toMatchObject({ error: 'unauthorized_client' });
  });
});

describe('a client that does not say who it is', () => {
  test.each(['token', 'introspect', 'revoke', 'par', 'device-authorization'])(
    '%s: 401 invalid_client with a challenge',
    async (endpoint) => {
      const response = await fetch(`${appOrigin()}/oauth/${endpoint}`, {
        method: 'POST',
        body: new URLSearchParams({ token: 'x', grant_type: 'authorization_code' }),
      });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
      expect(await response.json()).toMatchObject({ error: 'invalid_client' });
    },
  );
});

test('a revocation is answered with JSON, which strict clients insist on', async () => {
  const app = await makeThirdParty(developer, { public: true });
  const { refresh_token: token = '' } = await connect(app, ada);
  const response = await fetch(`${appOrigin()}/oauth/revoke`, {
    method: 'POST',
    body: new URLSearchParams({ token, client_id: app.clientId }),
  });
  expect(response.headers.get('content-type')).toContain('application/json');
  expect(await response.json()).toEqual({});
});

describe('loopback redirect addresses', () => {
  const registered = ['http://127.0.0.1/cb', 'http://[::1]/cb', 'http://localhost/cb'];

  async function ask(isPublic: boolean, redirectUri: string): Promise<string> {
    const app = await makeThirdParty(developer, { public: isPublic, redirectUris: registered });
    const { url, checks } = await buildRequest(app, { redirect_uri: redirectUri });
    const response = await fetch(url, { redirect: 'manual' });
    if (!response.headers.get('location')?.includes('/oauth/consent/')) return 'refused';
    const callback = await consent(ada, url);
    const tokens = await client.authorizationCodeGrant(app.config, callback, checks);
    return (await authenticate(tokens.access_token)).userId === ada.userId ? 'connected' : 'wrong';
  }

  test.each([
    [true, 'http://127.0.0.1:51004/cb', 'connected'],
    [true, 'http://[::1]:51004/cb', 'connected'],
    [true, 'http://localhost:51004/cb', 'connected'],
    [false, 'http://127.0.0.1:51004/cb', 'connected'],
    [false, 'http://localhost:51004/cb', 'refused'],
    [true, 'http://127.0.0.1:51004/other', 'refused'],
    [true, 'http://127.0.0.1:51004/cb?x=1', 'refused'],
    [true, 'http://127.0.0.2:51004/cb', 'refused'],
    [true, 'http://127.1:51004/cb', 'refused'],
    [true, 'https://127.0.0.1:51004/cb', 'refused'],
    [true, 'http://127.0.0.1:51004@evil.example/cb', 'refused'],
    [true, 'http://localhost.evil.example:51004/cb', 'refused'],
  ])('public %s, %s: %s', async (isPublic, uri, expected) => {
    expect(await ask(isPublic, uri)).toBe(expected);
  });
});
