import { createHash, randomBytes } from 'node:crypto';
import { AuthorizationCode } from 'simple-oauth2';
import {
  browse,
  callMe,
  CLIENT_ID,
  CLIENT_SECRET,
  flow,
  ISSUER,
  REDIRECT,
  refused,
} from './harness.mjs';

const { origin } = new URL(ISSUER);
const client = new AuthorizationCode({
  client: { id: CLIENT_ID, secret: CLIENT_SECRET },
  auth: {
    tokenHost: origin,
    tokenPath: '/oauth/token',
    revokePath: '/oauth/revoke',
    authorizePath: '/oauth/authorize',
  },
});
let token;
await flow('code+PKCE', async () => {
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const { url } = await browse(
    client.authorizeURL({
      redirect_uri: REDIRECT,
      scope: 'usage:read',
      state: 's',
      code_challenge: challenge,
      code_challenge_method: 'S256',
    }),
  );
  token = await client.getToken({
    code: url.searchParams.get('code'),
    redirect_uri: REDIRECT,
    code_verifier: verifier,
  });
  return callMe(token.token.access_token);
});
await flow('refresh', async () => {
  token = await token.refresh();
  return callMe(token.token.access_token);
});
await flow('revocation', async () => {
  await token.revokeAll();
  return refused(token.refresh(), '400');
});
