import { CodeChallengeMethod, generateCodeVerifier, OAuth2Client } from 'arctic';
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

const client = new OAuth2Client(CLIENT_ID, CLIENT_SECRET, REDIRECT);
let tokens;
await flow('code+PKCE', async () => {
  const verifier = generateCodeVerifier();
  const { url } = await browse(
    client.createAuthorizationURLWithPKCE(
      `${ISSUER}/authorize`,
      's',
      CodeChallengeMethod.S256,
      verifier,
      ['usage:read'],
    ),
  );
  tokens = await client.validateAuthorizationCode(
    `${ISSUER}/token`,
    url.searchParams.get('code'),
    verifier,
  );
  return callMe(tokens.accessToken());
});
await flow('refresh', async () => {
  tokens = await client.refreshAccessToken(`${ISSUER}/token`, tokens.refreshToken(), []);
  return callMe(tokens.accessToken());
});
await flow('revocation', async () => {
  await client.revokeToken(`${ISSUER}/revoke`, tokens.refreshToken());
  return refused(
    client.refreshAccessToken(`${ISSUER}/token`, tokens.refreshToken(), []),
    'invalid_grant',
  );
});
