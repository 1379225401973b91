import { Auth } from '@auth/core';
import { assert, browse, CLIENT_ID, CLIENT_SECRET, flow, ISSUER, REDIRECT } from './harness.mjs';
import { serve } from './web-server.mjs';

const { origin: base } = new URL(REDIRECT);
const config = {
  secret: 'proof-secret-proof-secret-proof-secret',
  trustHost: true,
  basePath: '/auth',
  providers: [
    {
      id: 'tollgate',
      name: 'Tollgate',
      type: 'oidc',
      issuer: ISSUER,
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      checks: ['pkce', 'state', 'nonce'],
    },
  ],
  callbacks: { redirect: () => `${base}/auth/session` },
};
const handler = async (request, response) => {
  const url = new URL(request.url, base);
  if (url.pathname === '/') {
    const csrf = await Auth(new Request(`${base}/auth/csrf`), config);
    const { csrfToken } = await csrf.json();
    response.setHeader('set-cookie', csrf.headers.getSetCookie());
    response.setHeader('content-type', 'text/html');
    response.end(
      `<form method="post" action="/auth/signin/tollgate"><input type="hidden" name="csrfToken" value="${csrfToken}"><button id="go">Sign in</button></form>`,
    );
    return;
  }
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const answer = await Auth(
    new Request(url, {
      method: request.method,
      headers: request.headers,
      ...(chunks.length ? { body: Buffer.concat(chunks) } : {}),
    }),
    config,
  );
  response.writeHead(
    answer.status,
    [...answer.headers]
      .filter(([name]) => name !== 'set-cookie')
      .concat(answer.headers.getSetCookie().map((cookie) => ['set-cookie', cookie]))
      .flat(),
  );
  response.end(Buffer.from(await answer.arrayBuffer()));
};
const { origin, stop } = await serve(handler);
await flow('code+PKCE', async () => {
  const { text } = await browse(origin, { press: '#go' });
  assert(text.includes('Ada Lovelace'), text);
  return 'type "oidc", ID token';
});
stop();
