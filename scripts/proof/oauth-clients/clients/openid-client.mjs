import * as client from 'openid-client';
import {
  API,
  assert,
  browse,
  CLIENT_ID,
  CLIENT_SECRET,
  flow,
  ISSUER,
  PUBLIC_ID,
  REDIRECT,
  refused,
} from './harness.mjs';

const execute = [client.allowInsecureRequests];
let config;
let pub;
await flow('discovery', async () => {
  config = await client.discovery(
    new URL(ISSUER),
    CLIENT_ID,
    undefined,
    client.ClientSecretPost(CLIENT_SECRET),
    { execute },
  );
  pub = await client.discovery(
    new URL(ISSUER),
    PUBLIC_ID,
    { [client.clockSkew]: -60 },
    client.None(),
    { execute, algorithm: 'oauth2' },
  );
});

async function start(parameters = {}) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const checks = { pkceCodeVerifier, expectedState: 's', expectedNonce: 'n' };
  return {
    checks,
    parameters: {
      redirect_uri: REDIRECT,
      scope: 'openid profile email usage:read',
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      state: 's',
      nonce: 'n',
      ...parameters,
    },
  };
}

let tokens;
await flow('code+PKCE', async () => {
  const { checks, parameters } = await start({ max_age: '86400' });
  const { url } = await browse(client.buildAuthorizationUrl(config, parameters));
  tokens = await client.authorizationCodeGrant(config, url, { ...checks, maxAge: 86400 });
  return 'with max_age';
});
await flow(
  'userinfo',
  async () => (await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub)).email,
);
await flow('refresh', async () => {
  const used = tokens.refresh_token;
  tokens = await client.refreshTokenGrant(config, used);
  assert(tokens.refresh_token !== used, 'not rotated');
});
await flow('introspection', async () => {
  const seen = await client.tokenIntrospection(config, tokens.access_token);
  assert(seen.active && seen.sub === tokens.claims().sub, JSON.stringify(seen));
});
await flow('revocation', async () => {
  await client.tokenRevocation(config, tokens.refresh_token);
  return refused(client.refreshTokenGrant(config, tokens.refresh_token), 'invalid_grant');
});
await flow('reuse', async () => {
  const { checks, parameters } = await start();
  const { url } = await browse(client.buildAuthorizationUrl(config, parameters));
  const first = await client.authorizationCodeGrant(config, url, checks);
  const next = await client.refreshTokenGrant(config, first.refresh_token);
  await new Promise((resolve) => setTimeout(resolve, 11_000));
  await refused(client.refreshTokenGrant(config, first.refresh_token), 'invalid_grant');
  return refused(client.refreshTokenGrant(config, next.refresh_token), 'invalid_grant');
});
await flow('PAR', async () => {
  const { checks, parameters } = await start();
  const { url } = await browse(await client.buildAuthorizationUrlWithPAR(config, parameters));
  await client.authorizationCodeGrant(config, url, checks);
});
await flow('device', async () => {
  const device = await client.initiateDeviceAuthorization(pub, { scope: 'openid usage:read' });
  await browse(device.verification_uri_complete, { device: true });
  await client.pollDeviceAuthorizationGrant(pub, { ...device, interval: 0.2 });
});
await flow('DPoP', async () => {
  const DPoP = client.getDPoPHandle(pub, await client.randomDPoPKeyPair('ES256'));
  const { checks, parameters } = await start();
  const { url } = await browse(client.buildAuthorizationUrl(pub, parameters));
  const bound = await client.authorizationCodeGrant(pub, url, checks, undefined, { DPoP });
  const response = await client.fetchProtectedResource(
    pub,
    bound.access_token,
    new URL(`${API}/me`),
    'GET',
    null,
    undefined,
    { DPoP },
  );
  assert(response.status === 200, `${response.status}`);
  return 'clock 60 s off';
});
