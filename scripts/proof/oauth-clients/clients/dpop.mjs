import { createHash, randomBytes } from 'node:crypto';
import { generateKeyPair, generateProof } from 'dpop';
import { API, assert, browse, flow, ISSUER, PUBLIC_ID, REDIRECT } from './harness.mjs';

const pair = await generateKeyPair('ES256');
await flow('DPoP', async () => {
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    client_id: PUBLIC_ID,
    response_type: 'code',
    redirect_uri: REDIRECT,
    scope: 'usage:read',
    state: 's',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const { url } = await browse(`${ISSUER}/authorize?${query}`);
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: PUBLIC_ID,
    code: url.searchParams.get('code'),
    redirect_uri: REDIRECT,
    code_verifier: verifier,
  });
  const dpop = await generateProof(pair, `${ISSUER}/token`, 'POST');
  const tokens = await (
    await fetch(`${ISSUER}/token`, { method: 'POST', headers: { dpop }, body: form })
  ).json();
  const proof = await generateProof(pair, `${API}/me`, 'GET', undefined, tokens.access_token);
  const response = await fetch(`${API}/me`, {
    headers: { authorization: `DPoP ${tokens.access_token}`, dpop: proof },
  });
  assert(response.status === 200, `${response.status}`);
});
