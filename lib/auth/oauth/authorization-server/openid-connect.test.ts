import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import * as client from 'openid-client';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  appOrigin,
  authenticate,
  buildRequest,
  consent,
  makePrincipal,
  makeThirdParty,
  openOauthBrowser,
  provideAuthorizationWorld,
  askConsent,
  type ThirdParty,
} from '@/e2e/oauth/support/authorization-world';
import type { Principal } from '@/lib/auth/principal';
import { db } from '@/lib/db';
import { toPublicId } from '@/lib/public-id';
import { ACR } from './fresh-proof';

provideAuthorizationWorld();

const SCOPE = 'openid profile email usage:read';
const ALLOWED = ['openid', 'profile', 'email', 'usage:read'];

let ada: Principal;
let app: ThirdParty;
let subject: string;

beforeEach(async () => {
  await db().user.deleteMany();
  ada = await makePrincipal('Ada');
  subject = toPublicId('usr', ada.userId);
  await db().user.update({
    where: { id: ada.userId },
    data: { email: 'ada@example.com', image: 'https://img.example/ada.png' },
  });
  app = await makeThirdParty(await makePrincipal('Developer'));
  app.config = await client.discovery(
    new URL(`${appOrigin()}/oauth`),
    app.clientId,
    undefined,
    client.ClientSecretBasic(app.secret ?? ''),
    { execute: [client.allowInsecureRequests] },
  );
});

async function signIn(parameters: Record<string, string> = {}, provedAt = new Date()) {
  const nonce = client.randomNonce();
  const { url, checks } = await buildRequest(app, { scope: SCOPE, nonce, ...parameters });
  const callback = await consent({ ...ada, provedAt }, url, { scopes: ALLOWED });
  return client.authorizationCodeGrant(app.config, callback, { ...checks, expectedNonce: nonce });
}

test('an ID token says who it is, is signed by a published key, and is for this app', async () => {
  const tokens = await signIn();
  const keys = createRemoteJWKSet(new URL(`${appOrigin()}/oauth/jwks`));
  const { payload } = await jwtVerify(tokens.id_token ?? '', keys, {
    issuer: `${appOrigin()}/oauth`,
    audience: app.clientId,
    algorithms: ['RS256'],
  });
  expect(payload).toMatchObject({
    sub: subject,
    name: 'Ada',
    picture: 'https://img.example/ada.png',
    email: 'ada@example.com',
    email_verified: true,
  });
  expect(JSON.stringify(payload)).not.toContain(ada.userId);
});

test('userinfo, introspection, the API and the ID token name the same person', async () => {
  const tokens = await signIn();
  const info = await client.fetchUserInfo(app.config, tokens.access_token, subject);
  expect(info).toEqual({
    sub: subject,
    name: 'Ada',
    picture: 'https://img.example/ada.png',
    email: 'ada@example.com',
    email_verified: true,
  });
  const seen = await client.tokenIntrospection(app.config, tokens.access_token);
  expect(seen).toMatchObject({ sub: subject, scope: SCOPE });
  const principal = await authenticate(tokens.access_token);
  expect(toPublicId('usr', principal.userId)).toBe(subject);
  expect([...principal.scopes]).toEqual(['usage:read']);
});

test('what the person declined is in neither the ID token nor userinfo', async () => {
  const { url, checks } = await buildRequest(app, { scope: SCOPE });
  const callback = await consent(ada, url, { scopes: ['usage:read'] });
  const tokens = await client.authorizationCodeGrant(app.config, callback, checks);
  expect(tokens.claims()).not.toHaveProperty('email');
  const info = await client.fetchUserInfo(app.config, tokens.access_token, subject);
  expect(info).toEqual({ sub: subject });
});

test('a token without openid is refused at userinfo, and one that was revoked', async () => {
  const plain = await buildRequest(app, { scope: 'usage:read' });
  const callback = await consent(ada, plain.url);
  const tokens = await client.authorizationCodeGrant(app.config, callback, plain.checks);
  await expect(
    client.fetchUserInfo(app.config, tokens.access_token, subject),
  ).rejects.toMatchObject({ status: 403 });
  const revoked = await signIn();
  await client.tokenRevocation(app.config, revoked.access_token);
  await expect(
    client.fetchUserInfo(app.config, revoked.access_token, subject),
  ).rejects.toMatchObject({ status: 401 });
});

test('a refresh gives another ID token of the same person', async () => {
  const tokens = await signIn();
  const next = await client.refreshTokenGrant(app.config, tokens.refresh_token ?? '');
  expect(next.claims()?.sub).toBe(subject);
});

describe('max_age, prompt=login and acr_values', () => {
  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

  test('auth_time is when the person proved who they are', async () => {
    const proved = minutesAgo(2);
    const tokens = await signIn({ max_age: '3600' }, proved);
    const claims = decodeJwt(tokens.id_token ?? '');
    expect(claims.auth_time).toBe(Math.floor(proved.getTime() / 1000));
    const seen = await client.tokenIntrospection(app.config, tokens.access_token);
    expect(seen).toMatchObject({ auth_time: claims.auth_time, acr: ACR.fresh });
  });

  test.each([
    ['max_age', { max_age: '60' }],
    ['prompt=login', { prompt: 'login' }],
    ['acr_values', { acr_values: ACR.fresh }],
  ])('%s: an old session does not answer for a fresh sign-in', async (_name, parameters) => {
    await expect(signIn(parameters, minutesAgo(10))).rejects.toMatchObject({
      slug: 'consent-required',
    });
    const tokens = await signIn(parameters, new Date(Date.now() + 1000));
    if ('acr_values' in parameters) expect(tokens.claims()?.acr).toBe(ACR.fresh);
  });

  test('prompt=none is answered with an error, without a page', async () => {
    const { url } = await buildRequest(app, { scope: SCOPE, prompt: 'none' });
    const { location } = await askConsent(openOauthBrowser(), url);
    expect(new URL(location).searchParams.get('error')).toBe('login_required');
  });
});
