import * as client from 'openid-client';
import { beforeEach, describe, expect, test } from 'vitest';
import { countGrants, forgetPeople, readStored } from '@/e2e/oauth/support/authorization-host';
import {
  appOrigin,
  askConsent,
  authenticate,
  buildRequest,
  connect,
  consent,
  makePrincipal,
  makeThirdParty,
  openOauthBrowser,
  provideAuthorizationWorld,
  REDIRECT_URI,
  type ThirdParty,
} from '@/e2e/oauth/support/authorization-world';
import type { Principal } from '@/lib/auth/principal';
import { decideConsent } from './decide-consent';

provideAuthorizationWorld();

let ada: Principal;
let developer: Principal;
let app: ThirdParty;

beforeEach(async () => {
  await forgetPeople();
  ada = await makePrincipal('Ada');
  developer = await makePrincipal('Developer');
  app = await makeThirdParty(developer);
});

const refusal = (error: string) => ({ error });
const invalidToken = { slug: 'invalid-token', status: 401 };

test('a person connects an app, and the token is theirs, for what they left ticked', async () => {
  const tokens = await connect(app, ada, { scopes: ['events:read'], mode: 'live' });
  expect(tokens.access_token).toMatch(/^tg_at_[0-9A-Za-z]{43}$/);
  expect(tokens.refresh_token).toMatch(/^tg_rt_[0-9A-Za-z]{43}$/);
  expect(tokens.expires_in).toBe(900);
  expect(tokens.scope?.split(' ').sort()).toEqual(['events:read', 'usage:read']);
  const principal = await authenticate(tokens.access_token);
  expect(principal).toMatchObject({
    credential: 'oauth',
    userId: ada.userId,
    workspaceId: ada.workspaceId,
    mode: 'live',
  });
  expect([...principal.scopes].sort()).toEqual(['events:read', 'usage:read']);
});

test('the database holds no code, token or cookie that could be used', async () => {
  const { url, checks } = await buildRequest(app);
  const callback = await consent(ada, url);
  const code = callback.searchParams.get('code') ?? '';
  const tokens = await client.authorizationCodeGrant(app.config, callback, checks);
  const stored = await readStored();
  for (const secret of [code, tokens.access_token, tokens.refresh_token, app.secret]) {
    expect(secret).toBeTruthy();
    expect(stored).not.toContain(secret);
  }
});

test('A02: a code redeemed twice is refused, and the tokens of the first time end', async () => {
  const { url, checks } = await buildRequest(app);
  const callback = await consent(ada, url);
  const tokens = await client.authorizationCodeGrant(app.config, callback, checks);
  await authenticate(tokens.access_token);
  await expect(client.authorizationCodeGrant(app.config, callback, checks)).rejects.toMatchObject(
    refusal('invalid_grant'),
  );
  await expect(authenticate(tokens.access_token)).rejects.toMatchObject(invalidToken);
  await expect(
    client.refreshTokenGrant(app.config, tokens.refresh_token ?? ''),
  ).rejects.toMatchObject(refusal('invalid_grant'));
});

test('A02: of two redemptions at the same moment, at most one succeeds', async () => {
  const { url, checks } = await buildRequest(app);
  const callback = await consent(ada, url);
  const attempts = await Promise.allSettled(
    Array.from({ length: 4 }, () =>
      client.authorizationCodeGrant(app.config, new URL(callback), checks),
    ),
  );
  expect(attempts.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(1);
});

describe('A05: an address that is not the registered one, character by character', () => {
  test.each([
    `${REDIRECT_URI}/more`,
    `${REDIRECT_URI}?x=1`,
    `${REDIRECT_URI}#x`,
    `${REDIRECT_URI}/../callback`,
    'http://localhost:9/Callback',
    'http://localhost:9/callback/',
    'http://localhost:10/callback',
    'http://localhost/callback',
    'https://localhost:9/callback',
    'http://LOCALHOST:9/callback',
    'http://localhost:9@evil.example/callback',
    'http://127.0.0.1:9/callback',
  ])('%s gets a page, never a redirect', async (redirectUri) => {
    const { url } = await buildRequest(app, { redirect_uri: redirectUri });
    const { response } = await askConsent(openOauthBrowser(), url);
    expect(response.status).toBe(400);
    expect(response.headers.get('location')).toBeNull();
    expect(await response.text()).toContain('invalid_redirect_uri');
  });
});

describe('A11: without S256 PKCE', () => {
  test.each([
    ['no challenge', { code_challenge: '', code_challenge_method: '' }],
    ['the plain method', { code_challenge: 'x'.repeat(43), code_challenge_method: 'plain' }],
    ['no method', { code_challenge: 'x'.repeat(43), code_challenge_method: '' }],
  ])('%s is refused', async (_name, parameters) => {
    const { url } = await buildRequest(app, parameters);
    const { location } = await askConsent(openOauthBrowser(), url);
    const answer = new URL(location).searchParams;
    expect(answer.get('error')).toBe('invalid_request');
    expect(answer.get('iss')).toBe(`${appOrigin()}/oauth`);
  });

  test('a wrong verifier is refused', async () => {
    const { url, checks } = await buildRequest(app);
    const callback = await consent(ada, url);
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    await expect(
      client.authorizationCodeGrant(app.config, callback, { ...checks, pkceCodeVerifier }),
    ).rejects.toMatchObject(refusal('invalid_grant'));
  });
});

test('A12: neither the implicit nor the password grant exists', async () => {
  const { url } = await buildRequest(app, { response_type: 'token' });
  const { location } = await askConsent(openOauthBrowser(), url);
  expect(location).toContain('error=unsupported_response_type');
  const response = await fetch(`${appOrigin()}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${app.clientId}:${app.secret}`)}` },
    body: new URLSearchParams({ grant_type: 'password', username: 'ada', password: 'x' }),
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: 'unsupported_grant_type' });
});

describe('A14: consent', () => {
  const allow = { allow: true, scopes: [], workspaceId: '', mode: 'test' } as const;
  const decider = () => ({
    userId: ada.userId,
    workspaces: [{ id: ada.workspaceId, role: ada.role }],
  });

  test('is not given for a request that another browser began, or none', async () => {
    const { url } = await buildRequest(app);
    const { uid = '' } = await askConsent(openOauthBrowser(), url);
    const decision = { ...allow, workspaceId: ada.workspaceId };
    for (const cookie of [undefined, 'another']) {
      await expect(decideConsent(decider(), uid, cookie, decision)).rejects.toMatchObject({
        slug: 'consent-required',
      });
    }
    await expect(decideConsent(decider(), 'none', 'none', decision)).rejects.toMatchObject({
      slug: 'consent-required',
    });
    expect(await countGrants()).toBe(0);
  });

  test('takes the scopes from the stored request, not from the form', async () => {
    const { url, checks } = await buildRequest(app, { scope: 'usage:read' });
    const callback = await consent(ada, url, { scopes: ['usage:read', 'keys:write'] });
    const tokens = await client.authorizationCodeGrant(app.config, callback, checks);
    expect(tokens.scope).toBe('usage:read');
  });

  test('is not given for a workspace that the person does not belong to', async () => {
    const { url } = await buildRequest(app);
    await expect(consent(ada, url, { workspaceId: developer.workspaceId })).rejects.toMatchObject({
      slug: 'not-found',
    });
  });

  test('declined comes back as access_denied', async () => {
    const { url } = await buildRequest(app);
    const callback = await consent(ada, url, { allow: false });
    expect(callback.searchParams.get('error')).toBe('access_denied');
    expect(await countGrants()).toBe(0);
  });

  test('does not go beyond what the app registered', async () => {
    const { url } = await buildRequest(app, { scope: 'usage:read payments:write' });
    const { location } = await askConsent(openOauthBrowser(), url);
    expect(location).toContain('error=invalid_scope');
  });

  test('without a scope, asks for what the app registered', async () => {
    const { url, checks } = await buildRequest(app);
    url.searchParams.delete('scope');
    const callback = await consent(ada, url);
    const tokens = await client.authorizationCodeGrant(app.config, callback, checks);
    expect(tokens.scope).toBe('usage:read events:read events:write');
  });
});
