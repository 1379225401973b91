import { generateKeyPair, generateProof } from 'dpop';
import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import {
  appOrigin,
  buildRequest,
  consent,
  makePrincipal,
  makeThirdParty,
  NOWHERE,
  provideAuthorizationWorld,
  REDIRECT_URI,
  type ThirdParty,
} from '@/e2e/oauth/support/authorization-world';
import { apiFetchHandler } from '@/lib/api/pipeline';
import type { Principal } from '@/lib/auth/principal';
import { db } from '@/lib/db';

provideAuthorizationWorld();

const API = () => `${appOrigin()}/api/v1/me`;
const INSECURE = { [oauth.allowInsecureRequests]: true };

let ada: Principal;
let app: ThirdParty;

beforeEach(async () => {
  await db().user.deleteMany();
  ada = await makePrincipal('Ada');
  app = await makeThirdParty(await makePrincipal('Developer'), { public: true });
});

/** The API in this process, as a `fetch` for the libraries. */
async function fetchApi(url: string, options: RequestInit): Promise<Response> {
  return apiFetchHandler(new Request(url, options), NOWHERE);
}

describe.each([0, 60, -60, 290, -290, 3600, -3600])('a clock that is %i seconds off', (seconds) => {
  test('oauth4webapi: code, refresh and a call of the API', async () => {
    const as = app.config.serverMetadata() as oauth.AuthorizationServer;
    const self = { client_id: app.clientId, [oauth.clockSkew]: seconds };
    const DPoP = oauth.DPoP(self, await oauth.generateKeyPair('ES256'));
    const { url, checks } = await buildRequest(app);
    const callback = await consent(ada, url);
    const parameters = oauth.validateAuthResponse(as, self, callback, checks.expectedState);
    const redeem = () =>
      oauth.authorizationCodeGrantRequest(
        as,
        self,
        oauth.None(),
        parameters,
        REDIRECT_URI,
        checks.pkceCodeVerifier,
        { DPoP, ...INSECURE },
      );
    const tokens = await retry(redeem, (response) =>
      oauth.processAuthorizationCodeResponse(as, self, response),
    );
    const refreshed = await retry(
      () =>
        oauth.refreshTokenGrantRequest(as, self, oauth.None(), tokens.refresh_token ?? '', {
          DPoP,
          ...INSECURE,
        }),
      (response) => oauth.processRefreshTokenResponse(as, self, response),
    );
    const call = () =>
      oauth.protectedResourceRequest(
        refreshed.access_token,
        'GET',
        new URL(API()),
        undefined,
        undefined,
        {
          DPoP,
          [oauth.customFetch]: (url, { method, headers }) => fetchApi(url, { method, headers }),
          ...INSECURE,
        },
      );
    const response = await retry(call, async (answer) => answer);
    expect(response.status).toBe(200);
  });

  test('openid-client: code and a call of the API', async () => {
    const config = new client.Configuration(
      app.config.serverMetadata(),
      app.clientId,
      { [client.clockSkew]: seconds },
      client.None(),
    );
    client.allowInsecureRequests(config);
    const handle = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
    const { url, checks } = await buildRequest(app);
    const callback = await consent(ada, url);
    const options = { DPoP: handle };
    const tokens = await client.authorizationCodeGrant(
      config,
      callback,
      checks,
      undefined,
      options,
    );
    config[client.customFetch] = (url, init) => fetchApi(url, init as RequestInit);
    const response = await client.fetchProtectedResource(
      config,
      tokens.access_token,
      new URL(API()),
      'GET',
      null,
      undefined,
      options,
    );
    expect(response.status).toBe(200);
  });
});

describe('proofs made with dpop', () => {
  async function connectBound() {
    const pair = await generateKeyPair('ES256');
    const { url, checks } = await buildRequest(app);
    const callback = await consent(ada, url);
    const form = {
      grant_type: 'authorization_code',
      code: callback.searchParams.get('code') ?? '',
      redirect_uri: REDIRECT_URI,
      code_verifier: checks.pkceCodeVerifier,
    };
    const tokens = await ask(form, await generateProof(pair, token(), 'POST'));
    return { pair, tokens };
  }

  const token = () => `${appOrigin()}/oauth/token`;

  async function ask(form: Record<string, string>, proof?: string) {
    const response = await fetch(token(), {
      method: 'POST',
      headers: proof ? { dpop: proof } : {},
      body: new URLSearchParams({ client_id: app.clientId, ...form }),
    });
    return (await response.json()) as Record<string, string>;
  }

  async function call(accessToken: string, proof: string) {
    const headers = { authorization: `DPoP ${accessToken}`, dpop: proof };
    const response = await fetchApi(API(), { headers });
    const { type } = (await response.clone().json()) as { type?: string };
    return { response, slug: type?.split('/').at(-1) };
  }

  test('the API says what is wrong with a proof, and which algorithms it takes', async () => {
    const { pair, tokens } = await connectBound();
    const wrong = await generateProof(pair, API(), 'POST', undefined, tokens.access_token);
    const { response, slug } = await call(tokens.access_token ?? '', wrong);
    expect([response.status, slug]).toEqual([401, 'invalid-dpop-proof']);
    const challenge = response.headers.get('www-authenticate');
    expect(challenge).toContain('DPoP realm="tollgate", error="invalid_dpop_proof"');
    expect(challenge).toContain('algs="ES256 EdDSA Ed25519"');
  });

  test('an old proof is answered with a nonce, with which it is taken, once', async () => {
    const { pair, tokens } = await connectBound();
    const accessToken = tokens.access_token ?? '';
    const late = async (nonce?: string) => {
      vi.spyOn(Date, 'now').mockReturnValueOnce(Date.now() - 3_600_000);
      return generateProof(pair, API(), 'GET', nonce, accessToken);
    };
    const first = await call(accessToken, await late());
    expect(first.slug).toBe('dpop-nonce-required');
    expect(first.response.headers.get('www-authenticate')).toContain('error="use_dpop_nonce"');
    const nonce = first.response.headers.get('dpop-nonce') ?? '';
    const proof = await late(nonce);
    expect((await call(accessToken, proof)).response.status).toBe(200);
    expect((await call(accessToken, proof)).slug).toBe('invalid-dpop-proof');
    expect((await call(accessToken, await late('another'))).slug).toBe('dpop-nonce-required');
  });

  test('inside the retry window a bound refresh token needs a new proof of its key', async () => {
    const { pair, tokens } = await connectBound();
    const form = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token ?? '' };
    const prove = async (key = pair) => generateProof(key, token(), 'POST');
    const proof = await prove();
    const first = await ask(form, proof);
    expect(first.access_token).toBeDefined();
    expect(await ask(form, await prove())).toEqual(first);
    expect((await ask(form)).error).toBe('invalid_grant');
    expect((await ask(form, await prove(await generateKeyPair('ES256')))).error).toBe(
      'invalid_grant',
    );
    expect((await ask(form, proof)).error).toBe('invalid_grant');
  });

  test('a retry that asks for less, or for another resource, is no retry', async () => {
    const { pair, tokens } = await connectBound();
    const form = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token ?? '' };
    const prove = () => generateProof(pair, token(), 'POST');
    await ask(form, await prove());
    const narrower = await ask({ ...form, scope: 'usage:read' }, await prove());
    expect(narrower.error).toBe('invalid_grant');
  });
});

/** Sends it again with the server's nonce, as these libraries leave to their caller. */
async function retry<T>(
  send: () => Promise<Response>,
  process: (response: Response) => Promise<T>,
): Promise<T> {
  try {
    return await process(await send());
  } catch (error) {
    if (!oauth.isDPoPNonceError(error)) throw error;
    return process(await send());
  }
}
