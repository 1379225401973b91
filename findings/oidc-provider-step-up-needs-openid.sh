#!/usr/bin/env bash
# oidc-provider 9.13.3 (npm) and the step-up challenge of RFC 9470.
#
# Guess: an OAuth client without the scope `openid` can follow a resource server's challenge. RFC 9470
#   (section 4) lets any OAuth client send `acr_values` and `max_age` in its authorization request, and
#   the server announces `acr_values_supported`.
# Seen: both are refused by a redirect with `invalid_request`: "openid scope must be requested when
#   using the acr_values parameter" (and the same for max_age). With `openid` in the scope the same
#   request goes to the login page, and so does `prompt=login` without it.
set -euo pipefail
command -v npm >/dev/null || { echo "npm is missing"; exit 2; }
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
echo '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund oidc-provider@9.13.3
cat > try.mjs <<'JS'
import { once } from 'node:events';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const server = createServer().listen(0, '127.0.0.1');
await once(server, 'listening');
const issuer = `http://127.0.0.1:${server.address().port}`;
const provider = new Provider(issuer, {
  acrValues: ['urn:example:fresh'],
  scopes: ['openid', 'pay'],
  pkce: { required: () => false },
  clients: [{ client_id: 'app', client_secret: 'secret', redirect_uris: ['https://app.example/cb'] }],
});
server.on('request', provider.callback());
const metadata = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
console.log(`acr_values_supported: ${metadata.acr_values_supported}`);
for (const [scope, name, value] of [
  ['pay', 'acr_values', 'urn:example:fresh'], ['pay', 'max_age', '300'], ['pay', 'prompt', 'login'],
  ['openid pay', 'acr_values', 'urn:example:fresh'], ['openid pay', 'max_age', '300'],
]) {
  const query = new URLSearchParams({ client_id: 'app', response_type: 'code', scope, [name]: value });
  const { headers } = await fetch(`${issuer}/auth?${query}`, { redirect: 'manual' });
  const to = new URL(headers.get('location'), issuer);
  const seen = to.searchParams.get('error_description') ?? to.pathname.split('/')[1];
  console.log(`scope "${scope}", ${name}: ${seen}`);
}
process.exit(0);
JS
node try.mjs 2>/dev/null | grep -v NOTICE | tee seen
cat > expected <<'TXT'
acr_values_supported: urn:example:fresh
scope "pay", acr_values: openid scope must be requested when using the acr_values parameter
scope "pay", max_age: openid scope must be requested when using the max_age parameter
scope "pay", prompt: interaction
scope "openid pay", acr_values: interaction
scope "openid pay", max_age: interaction
TXT
diff expected seen || { echo "changed"; exit 1; }
