import { createServer } from 'node:http';
import * as client from 'openid-client';

type Registration = { issuer: string; clientId: string; secret: string };

/** Someone else's app. It knows the issuer, its id and its secret, and nothing of our code. */
export async function serveDemoApp(
  port: number,
  { issuer, clientId, secret }: Registration,
): Promise<void> {
  const origin = `http://localhost:${port}`;
  const config = await client.discovery(
    new URL(issuer),
    clientId,
    undefined,
    client.ClientSecretBasic(secret),
    // On this machine alone: elsewhere the issuer has to be https.
    { algorithm: 'oauth2', execute: [client.allowInsecureRequests] },
  );
  // One browser. For several, keep these in a cookie of theirs.
  let pkceCodeVerifier = '';
  let expectedState = '';

  async function begin(): Promise<string> {
    pkceCodeVerifier = client.randomPKCECodeVerifier();
    expectedState = client.randomState();
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: `${origin}/callback`,
      scope: 'usage:read events:read',
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      state: expectedState,
    });
    return url.href;
  }

  async function complete(url: string): Promise<string> {
    const checks = { pkceCodeVerifier, expectedState };
    const tokens = await client.authorizationCodeGrant(config, new URL(url, origin), checks);
    const api = new URL('/api/v1/me', issuer);
    const me = await client.fetchProtectedResource(config, tokens.access_token, api, 'GET');
    return JSON.stringify(await me.json(), null, 2);
  }

  const server = createServer((request, response) => {
    const send = (status: number, headers: Record<string, string>, body = '') =>
      response.writeHead(status, headers).end(body);
    const text = { 'content-type': 'text/plain; charset=utf-8' };
    if (request.url?.startsWith('/callback?')) {
      complete(request.url).then(
        (answer) => send(200, text, answer),
        (error: Error) => send(400, text, `Not connected: ${error.message}`),
      );
    } else {
      void begin().then((location) => send(302, { location }));
    }
  });
  await new Promise<void>((resolve) => server.listen(port, 'localhost', resolve));
}
