import { createHash, randomBytes } from 'node:crypto';
import ClientOAuth2 from 'client-oauth2';
import { browse, callMe, CLIENT_ID, CLIENT_SECRET, flow, ISSUER, REDIRECT } from './harness.mjs';

const client = new ClientOAuth2({
  clientId: CLIENT_ID,
  clientSecret: CLIENT_SECRET,
  accessTokenUri: `${ISSUER}/token`,
  authorizationUri: `${ISSUER}/authorize`,
  redirectUri: REDIRECT,
  scopes: ['usage:read'],
  state: 's',
});
let token;
await flow('code+PKCE', async () => {
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const { url } = await browse(
    client.code.getUri({ query: { code_challenge: challenge, code_challenge_method: 'S256' } }),
  );
  token = await client.code.getToken(url.href, { body: { code_verifier: verifier } });
  return callMe(token.accessToken);
});
await flow('refresh', async () => {
  token = await token.refresh();
  return callMe(token.accessToken);
});
