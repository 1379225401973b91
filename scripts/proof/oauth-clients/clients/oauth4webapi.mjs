import * as oauth from 'oauth4webapi';
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

const insecure = { [oauth.allowInsecureRequests]: true };
const issuer = new URL(ISSUER);
const conf = { client_id: CLIENT_ID };
const auth = oauth.ClientSecretBasic(CLIENT_SECRET);
let as;
await flow('discovery', async () => {
  const response = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure });
  as = await oauth.processDiscoveryResponse(issuer, response);
});

async function request(client, parameters = {}) {
  const verifier = oauth.generateRandomCodeVerifier();
  const query = new URLSearchParams({
    client_id: client.client_id,
    response_type: 'code',
    redirect_uri: REDIRECT,
    scope: 'openid profile usage:read',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state: 'x',
    nonce: 'n',
    ...parameters,
  });
  return { verifier, query };
}

async function redeem(client, method, callback, verifier, options = {}) {
  const parameters = oauth.validateAuthResponse(as, client, callback, 'x');
  const response = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    method,
    parameters,
    REDIRECT,
    verifier,
    { ...insecure, ...options },
  );
  return oauth.processAuthorizationCodeResponse(as, client, response, { expectedNonce: 'n' });
}

let tokens;
await flow('code+PKCE', async () => {
  const { verifier, query } = await request(conf);
  const { url } = await browse(`${as.authorization_endpoint}?${query}`);
  tokens = await redeem(conf, auth, url, verifier);
});
await flow('userinfo', async () => {
  const response = await oauth.userInfoRequest(as, conf, tokens.access_token, insecure);
  const info = await oauth.processUserInfoResponse(
    as,
    conf,
    oauth.getValidatedIdTokenClaims(tokens).sub,
    response,
  );
  return info.name;
});
const refresh = async (token) =>
  oauth.processRefreshTokenResponse(
    as,
    conf,
    await oauth.refreshTokenGrantRequest(as, conf, auth, token, insecure),
  );
await flow('refresh', async () => {
  const next = await refresh(tokens.refresh_token);
  assert(next.refresh_token !== tokens.refresh_token, 'not rotated');
  tokens = next;
});
await flow('introspection', async () => {
  const seen = await oauth.processIntrospectionResponse(
    as,
    conf,
    await oauth.introspectionRequest(as, conf, auth, tokens.access_token, insecure),
  );
  assert(seen.active && seen.sub.startsWith('usr_'), JSON.stringify(seen));
});
await flow('revocation', async () => {
  await oauth.processRevocationResponse(
    await oauth.revocationRequest(as, conf, auth, tokens.refresh_token, insecure),
  );
  return refused(refresh(tokens.refresh_token), 'invalid_grant');
});
await flow('PAR', async () => {
  const { verifier, query } = await request(conf);
  const pushed = await oauth.processPushedAuthorizationResponse(
    as,
    conf,
    await oauth.pushedAuthorizationRequest(as, conf, auth, query, insecure),
  );
  const { url } = await browse(
    `${as.authorization_endpoint}?client_id=${CLIENT_ID}&request_uri=${encodeURIComponent(pushed.request_uri)}`,
  );
  await redeem(conf, auth, url, verifier);
});
await flow('device', async () => {
  const pub = { client_id: PUBLIC_ID };
  const device = await oauth.processDeviceAuthorizationResponse(
    as,
    pub,
    await oauth.deviceAuthorizationRequest(
      as,
      pub,
      oauth.None(),
      { scope: 'usage:read' },
      insecure,
    ),
  );
  await browse(device.verification_uri_complete, { device: true });
  await oauth.processDeviceCodeResponse(
    as,
    pub,
    await oauth.deviceCodeGrantRequest(as, pub, oauth.None(), device.device_code, insecure),
  );
});
await flow('DPoP', async () => {
  const pub = { client_id: PUBLIC_ID, [oauth.clockSkew]: 60 };
  const DPoP = oauth.DPoP(pub, await oauth.generateKeyPair('ES256'));
  const { verifier, query } = await request(pub);
  const { url } = await browse(`${as.authorization_endpoint}?${query}`);
  const bound = await redeem(pub, oauth.None(), url, verifier, { DPoP });
  const response = await oauth.protectedResourceRequest(
    bound.access_token,
    'GET',
    new URL(`${API}/me`),
    undefined,
    undefined,
    { DPoP, ...insecure },
  );
  assert(response.status === 200, `${response.status}`);
  return 'clock 60 s off';
});
