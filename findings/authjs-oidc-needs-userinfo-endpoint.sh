#!/usr/bin/env bash
# @auth/core 0.41.3 (npm, the engine of next-auth 5 beta 32): an OpenID Connect provider without a
# userinfo endpoint, which is "RECOMMENDED", not "REQUIRED" (Discovery 1.0, section 3).
#
# Guess: it works, because for `type: 'oidc'` the profile comes from the ID token, and the userinfo
#   endpoint is asked only with `idToken: false`.
# Seen: the sign-in begins, the person signs in at the provider, and the callback fails before the code
#   is exchanged: "TODO: Authorization server did not provide a userinfo endpoint." The person sees
#   error=Configuration. The same provider with any userinfo_endpoint in its metadata, one that does
#   not exist, gets its code exchanged.
set -euo pipefail
command -v npm >/dev/null || { echo "npm is missing"; exit 2; }
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
echo '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund @auth/core@0.41.3
cat > try.mjs <<'JS'
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Auth, skipCSRFCheck } from '@auth/core';

for (const userinfo of [false, true]) {
  let exchanges = 0;
  const server = createServer((request, response) => {
    if (request.url === '/token') exchanges += 1;
    const body = request.url === '/token' ? { error: 'invalid_grant' } : {
      issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`, ...(userinfo ? { userinfo_endpoint: `${issuer}/none` } : {}),
    };
    response.writeHead(request.url === '/token' ? 400 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${server.address().port}`;
  let message = '';
  const config = {
    basePath: '/auth', trustHost: true, secret: 'x'.repeat(32), skipCSRFCheck,
    providers: [{ id: 'idp', name: 'idp', type: 'oidc', issuer, clientId: 'a', clientSecret: 'b' }],
    logger: { error: (error) => { message = error.cause?.err?.message ?? error.message; }, warn() {} },
  };
  const begun = await Auth(new Request('http://app.example/auth/signin/idp', { method: 'POST' }), config);
  const cookie = begun.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ');
  const callback = 'http://app.example/auth/callback/idp?code=c';
  await Auth(new Request(callback, { headers: { cookie } }), config);
  const seen = exchanges ? 'the code was exchanged' : message;
  console.log(`userinfo_endpoint ${userinfo ? 'named' : 'absent'}: ${seen}`);
  server.close();
}
process.exit(0);
JS
node try.mjs | tee seen
cat > expected <<'TXT'
userinfo_endpoint absent: TODO: Authorization server did not provide a userinfo endpoint.
userinfo_endpoint named: the code was exchanged
TXT
diff expected seen || { echo "changed"; exit 1; }
