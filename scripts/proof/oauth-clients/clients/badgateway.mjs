import { generateCodeVerifier, OAuth2Client } from '@badgateway/oauth2-client';
import {
  assert,
  browse,
  callMe,
  CLIENT_ID,
  CLIENT_SECRET,
  flow,
  ISSUER,
  REDIRECT,
} from './harness.mjs';

const { origin } = new URL(ISSUER);
const client = new OAuth2Client({
  server: ISSUER,
  clientId: CLIENT_ID,
  clientSecret: CLIENT_SECRET,
  discoveryEndpoint: `${origin}/.well-known/oauth-authorization-server/oauth`,
});
let token;
await flow('discovery', async () => {
  const endpoint = await client.getEndpoint('tokenEndpoint');
  assert(endpoint === `${ISSUER}/token`, endpoint);
});
await flow('code+PKCE', async () => {
  const codeVerifier = await generateCodeVerifier();
  const { url } = await browse(
    await client.authorizationCode.getAuthorizeUri({
      redirectUri: REDIRECT,
      state: 's',
      codeVerifier,
      scope: ['usage:read'],
    }),
  );
  token = await client.authorizationCode.getTokenFromCodeRedirect(url, {
    redirectUri: REDIRECT,
    state: 's',
    codeVerifier,
  });
  return callMe(token.accessToken);
});
await flow('refresh', async () => {
  token = await client.refreshToken(token);
  return callMe(token.accessToken);
});
await flow('introspection', async () => {
  const seen = await client.introspect(token);
  assert(seen.active, JSON.stringify(seen));
});
await flow('revocation', async () => {
  await client.revoke(token);
  const seen = await client.introspect(token);
  assert(!seen.active, 'still active');
});
