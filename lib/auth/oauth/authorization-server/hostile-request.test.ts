import * as client from 'openid-client';
import { beforeEach, describe, expect, test } from 'vitest';
import { forgetPeople } from '@/e2e/oauth/support/authorization-host';
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

/** A request to the token endpoint as an attacker writes it. */
async function post(path: string, form: Record<string, string>, authorization?: string) {
  const response = await fetch(`${appOrigin()}/oauth/${path}`, {
    method: 'POST',
    headers: authorization ? { authorization } : {},
    body: new URLSearchParams(form),
  });
  const body = (await response.json()) as { error?: string };
  return { status: response.status, error: body.error };
}

const basic = (id: string, secret: string) =>
  `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

async function answerTo(parameters: Record<string, string>): Promise<URL> {
  const { url } = await buildRequest(app, parameters);
  const { location, response } = await askConsent(openOauthBrowser(), url);
  return new URL(location || `http://page.example/${response.status}`);
}

describe('the authorization endpoint', () => {
  test.each(['fragment', 'form_post', 'web_message', 'jwt', 'query.jwt'])(
    'does not answer by response_mode=%s',
    async (mode) => {
      const { url } = await buildRequest(app, { response_mode: mode });
      const { response, location, uid } = await askConsent(openOauthBrowser(), url);
      expect(uid).toBeUndefined();
      const answer = location + (await response.text());
      expect(answer).toMatch(/invalid_request|unsupported_response_mode/);
      expect(answer).not.toMatch(/[?&#]code=|name="code"/);
    },
  );

  test.each(['code token', 'id_token', 'code id_token', 'none', 'CODE', 'token id_token'])(
    'does not know response_type=%s',
    async (type) => {
      const answer = await answerTo({ response_type: type });
      expect(answer.href).toContain('error=unsupported_response_type');
      expect(answer.href).not.toContain('code=');
    },
  );

  test('wants a scope to be named, so that consent is about something', async () => {
    const answer = await answerTo({ scope: '' });
    expect(answer.searchParams.get('error')).toBe('invalid_scope');
    expect(answer.searchParams.get('iss')).toBe(`${appOrigin()}/oauth`);
  });

  test('takes no parameter twice', async () => {
    const { url } = await buildRequest(app);
    url.searchParams.append('redirect_uri', 'https://evil.example/');
    const { location } = await askConsent(openOauthBrowser(), url);
    expect(location.startsWith(`${REDIRECT_URI}?error=invalid_request`)).toBe(true);
  });

  test('takes no request object, and nothing from an address that the client names', async () => {
    expect(
      (await answerTo({ request: 'eyJhbGciOiJub25lIn0.e30.' })).searchParams.get('error'),
    ).toBe('request_not_supported');
    expect((await answerTo({ request_uri: 'https://evil.example/r' })).href).toContain(
      'request_uri_not_supported',
    );
  });

  test('asks the person although the client says prompt=none', async () => {
    const answer = await answerTo({ prompt: 'none' });
    expect(answer.searchParams.get('error')).toMatch(/login_required|interaction_required/);
  });

  test('shows errors on a page that runs nothing, escapes all and may not be framed', async () => {
    const { url } = await buildRequest(app, { redirect_uri: 'https://evil.example/"><script>' });
    const response = await fetch(url, { redirect: 'manual' });
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(response.headers.get('x-frame-options')).toBe('DENY');
    const page = await response.text();
    expect(page).not.toContain('<script');
    expect(page).toContain('Go back to the app and start again.');
  });
});

describe('the token endpoint', () => {
  test.each([
    ['no colon', `Basic ${btoa('nothing')}`, 400, 'invalid_request'],
    ['no base64', 'Basic %%%', 400, 'invalid_request'],
    ['a broken escape', basic('app_x', '%zz'), 400, 'invalid_request'],
    ['a NUL', basic('app_x', '%00'), 400, 'invalid_request'],
    ['an unknown client', basic('app_0000000000000000000000', 'tg_cs_x'), 401, 'invalid_client'],
    ['a client id of SQL', basic(encodeURIComponent("' or 1=1 --"), 'x'), 401, 'invalid_client'],
    ['another scheme', 'Bearer x', 400, 'invalid_request'],
  ])('refuses client authentication with %s', async (_name, authorization, status, error) => {
    const form = { grant_type: 'refresh_token', refresh_token: 'tg_rt_x' };
    expect(await post('token', form, authorization)).toEqual({ status, error });
  });

  test('refuses a secret with special characters like any wrong one', async () => {
    const form = { grant_type: 'refresh_token', refresh_token: 'tg_rt_x' };
    for (const [secret, status, error] of [
      ['+ %&=:"\\', 401, 'invalid_client'],
      ['a'.repeat(5000), 401, 'invalid_client'],
      ['ü€', 400, 'invalid_request'],
    ] as const) {
      const authorization = basic(app.clientId, encodeURIComponent(secret));
      expect(await post('token', form, authorization)).toEqual({ status, error });
    }
  });

  test('takes the secret in the header or in the form, as libraries do, but not in both', async () => {
    const secret = app.secret ?? '';
    const inForm = new client.Configuration(app.config.serverMetadata(), app.clientId, secret);
    client.allowInsecureRequests(inForm);
    const { refresh_token: token = '' } = await connect({ ...app, config: inForm }, ada);
    const form = { grant_type: 'refresh_token', refresh_token: token, client_secret: secret };
    expect(await post('token', form, basic(app.clientId, secret))).toEqual({
      status: 400,
      error: 'invalid_request',
    });
    await client.refreshTokenGrant(app.config, token);
  });

  test('wants the secret of an app that has one: naming it is not enough', async () => {
    const { url, checks } = await buildRequest(app);
    const code = (await consent(ada, url)).searchParams.get('code') ?? '';
    const form = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT_URI,
      code_verifier: checks.pkceCodeVerifier,
      client_id: app.clientId,
    };
    expect(await post('token', form)).toEqual({ status: 401, error: 'invalid_client' });
  });

  test("does not redeem one app's code for another, and the code is not spent by the attempt", async () => {
    const thief = await makeThirdParty(developer);
    const { url, checks } = await buildRequest(app);
    const callback = await consent(ada, url);
    await expect(
      client.authorizationCodeGrant(thief.config, callback, checks),
    ).rejects.toMatchObject({ error: 'invalid_grant' });
    await client.authorizationCodeGrant(app.config, callback, checks);
  });

  test('refuses a code with another redirect address', async () => {
    const { url, checks } = await buildRequest(app);
    const code = (await consent(ada, url)).searchParams.get('code') ?? '';
    const form = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: `${REDIRECT_URI}/`,
      code_verifier: checks.pkceCodeVerifier,
    };
    expect(await post('token', form, basic(app.clientId, app.secret ?? ''))).toEqual({
      status: 400,
      error: 'invalid_grant',
    });
  });

  test('gives a refreshed token no more scope and no other audience', async () => {
    const tokens = await connect(app, ada, { scopes: [] });
    const token = tokens.refresh_token ?? '';
    for (const [parameters, error] of [
      [{ scope: 'usage:read events:write' }, 'invalid_scope'],
      [{ scope: 'payments:write' }, 'invalid_scope'],
      [{ resource: 'https://other.example/api' }, 'invalid_target'],
    ] as const) {
      await expect(client.refreshTokenGrant(app.config, token, parameters)).rejects.toMatchObject({
        error,
      });
    }
    const next = await client.refreshTokenGrant(app.config, token, { scope: 'usage:read' });
    expect([...(await authenticate(next.access_token)).scopes]).toEqual(['usage:read']);
  });

  test('has no grant for machines where no certificate can be proved', async () => {
    const form = { grant_type: 'client_credentials', scope: 'usage:read' };
    expect(await post('token', form, basic(app.clientId, app.secret ?? ''))).toEqual({
      status: 400,
      error: 'unsupported_grant_type',
    });
    expect(app.config.serverMetadata().grant_types_supported).not.toContain('client_credentials');
  });
});

test('introspection and revocation tell a stranger nothing', async () => {
  const { access_token: token = '', refresh_token: refresh = '' } = await connect(app, ada);
  const other = await makeThirdParty(developer);
  const asOther = basic(other.clientId, other.secret ?? '');
  expect(await post('introspect', { token })).toEqual({ status: 401, error: 'invalid_client' });
  const seen = await client.tokenIntrospection(other.config, refresh);
  expect(seen).toEqual({ active: false });
  await fetch(`${appOrigin()}/oauth/revoke`, {
    method: 'POST',
    headers: { authorization: asOther },
    body: new URLSearchParams({ token }),
  });
  expect((await authenticate(token)).userId).toBe(ada.userId);
});
