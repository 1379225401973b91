import { SignJWT, generateKeyPair } from 'jose';
import { beforeEach, expect, test } from 'vitest';
import {
  appOrigin,
  buildRequest,
  consent,
  makePrincipal,
  makeThirdParty,
  provideAuthorizationWorld,
  type ThirdParty,
} from '@/e2e/oauth/support/authorization-world';
import type { Principal } from '@/lib/auth/principal';
import { db } from '@/lib/db';
import * as client from 'openid-client';
import { readLogoutRequest } from './logout-request';

provideAuthorizationWorld();

const AFTER = 'https://app.example/signed-out';
const malformed = { slug: 'malformed-request', status: 400 };

let ada: Principal;
let app: ThirdParty;

beforeEach(async () => {
  await db().user.deleteMany();
  ada = await makePrincipal('Ada');
  app = await makeThirdParty(await makePrincipal('Developer'), { postLogoutRedirectUris: [AFTER] });
});

async function idToken(): Promise<string> {
  const { url, checks } = await buildRequest(app, { scope: 'openid' });
  const callback = await consent(ada, url);
  const tokens = await client.authorizationCodeGrant(app.config, callback, checks);
  return tokens.id_token ?? '';
}

const read = (query: Record<string, string>) => readLogoutRequest(new URLSearchParams(query));

test('an ID token names the app, and the browser goes back to a registered address', async () => {
  const logout = await read({
    id_token_hint: await idToken(),
    post_logout_redirect_uri: AFTER,
    state: 'x y',
  });
  expect(logout).toEqual({ appName: 'Usage Charts', returnTo: `${AFTER}?state=x+y` });
});

test('the client id alone will do, and nothing at all', async () => {
  const named = await read({ client_id: app.clientId, post_logout_redirect_uri: AFTER });
  expect(named.returnTo).toBe(AFTER);
  expect(await read({})).toEqual({ appName: null, returnTo: null });
});

test.each([
  'https://evil.example/',
  `${AFTER}/`,
  `${AFTER}?x=1`,
  'https://app.example@evil.example/',
])('an open redirect: %s is refused', async (uri) => {
  await expect(
    read({ client_id: app.clientId, post_logout_redirect_uri: uri }),
  ).rejects.toMatchObject(malformed);
});

test('an address without an app is refused', async () => {
  await expect(read({ post_logout_redirect_uri: AFTER })).rejects.toMatchObject(malformed);
});

test('an ID token of someone else, or for another app, is refused', async () => {
  const { privateKey } = await generateKeyPair('RS256');
  const forged = await new SignJWT({})
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(`${appOrigin()}/oauth`)
    .setAudience(app.clientId)
    .sign(privateKey);
  await expect(read({ id_token_hint: forged })).rejects.toMatchObject(malformed);
  const other = await makeThirdParty(await makePrincipal('Another'));
  await expect(
    read({ id_token_hint: await idToken(), client_id: other.clientId }),
  ).rejects.toMatchObject(malformed);
});
