#!/usr/bin/env bash
# Keycloak 26.4.7 (org.keycloak:keycloak-quarkus-dist): a client with back-channel logout that asks for
# the scope offline_access, and an administrator who signs the person out (POST .../users/{id}/logout).
#
# Guess: the client is sent a logout token, whatever its scopes; offline_access only makes the refresh
#   token outlive the session, as OpenID Connect Back-Channel Logout 1.0, section 2.7, has it.
# Seen: with `openid` the person has one session after the code is exchanged, and the logout sends one
#   token. With `openid offline_access` the exchange itself ends the session: the person has none, the
#   same call answers 204, no logout token is sent, and the refresh token works on. A client that needs
#   both has to notice removals by its refresh token.
set -euo pipefail
for tool in mvn java unzip node curl; do
  command -v "$tool" >/dev/null || { echo "$tool is missing"; exit 2; }
done
folder=$(mktemp -d); keycloak=
trap '[ -z "$keycloak" ] || { kill "$keycloak" 2>/dev/null || true; wait "$keycloak" 2>/dev/null || true; }; rm -rf "$folder"' EXIT
cd "$folder"
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
  -Dartifact=org.keycloak:keycloak-quarkus-dist:26.4.7:zip -DoutputDirectory="$folder"
unzip -q keycloak-quarkus-dist-26.4.7.zip
port=$(node -e "const s=require('net').createServer().listen(0,'127.0.0.1',()=>{console.log(s.address().port);s.close()})")
KC_BOOTSTRAP_ADMIN_USERNAME=admin KC_BOOTSTRAP_ADMIN_PASSWORD=admin \
  keycloak-26.4.7/bin/kc.sh start-dev --http-port="$port" --http-host=127.0.0.1 \
  --hostname="http://localhost:$port" --cache=local --db=dev-mem > log 2>&1 & keycloak=$!
for _ in $(seq 300); do
  curl -sf -o /dev/null "http://localhost:$port/realms/master" && break; sleep 1
done
cat > try.mjs <<'JS'
import { once } from 'node:events';
import { createServer } from 'node:http';

const origin = `http://localhost:${process.argv[2]}`;
const oidc = (realm) => `${origin}/realms/${realm}/protocol/openid-connect`;
const post = (url, form) => fetch(url, { method: 'POST', body: new URLSearchParams(form) });
async function admin(method, path, body) {
  const form = { grant_type: 'password', client_id: 'admin-cli', username: 'admin', password: 'admin' };
  const { access_token } = await (await post(`${oidc('master')}/token`, form)).json();
  const headers = { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' };
  const answer = await fetch(`${origin}/admin/realms${path}`, { method, headers, body: body && JSON.stringify(body) });
  const text = await answer.text();
  return text ? JSON.parse(text) : answer.status;
}

let logoutTokens = 0;
const server = createServer((request, response) => {
  logoutTokens += 1;
  request.resume().on('end', () => response.end());
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const app = `http://localhost:${server.address().port}`;
const client = { client_id: 'app', client_secret: 'secret', redirect_uri: `${app}/callback` };
await admin('POST', '', { realm: 'staff', enabled: true });
await admin('POST', '/staff/clients', {
  clientId: 'app', secret: 'secret', publicClient: false, redirectUris: [client.redirect_uri],
  attributes: { 'backchannel.logout.url': `${app}/logout`, 'backchannel.logout.session.required': 'true' },
});
await admin('POST', '/staff/users', {
  username: 'ada', email: 'ada@example.com', firstName: 'Ada', lastName: 'L', enabled: true,
  credentials: [{ type: 'password', value: 'secret', temporary: false }],
});
const [{ id }] = await admin('GET', '/staff/users?username=ada');

for (const scope of ['openid', 'openid offline_access']) {
  const jar = new Map();
  const browse = async (url, options) => {
    const cookie = [...jar].map((pair) => pair.join('=')).join('; ');
    const answer = await fetch(url, { ...options, redirect: 'manual', headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      jar.set(...line.split(';')[0].split(/=(.*)/s).slice(0, 2));
    }
    return answer;
  };
  const query = new URLSearchParams({ ...client, client_secret: '', response_type: 'code', scope });
  query.delete('client_secret');
  const page = await (await browse(`${oidc('staff')}/auth?${query}`)).text();
  const action = /action="([^"]+)"/.exec(page)[1].replaceAll('&amp;', '&');
  const body = new URLSearchParams({ username: 'ada', password: 'secret' });
  const back = await browse(action, { method: 'POST', body });
  const code = new URL(back.headers.get('location')).searchParams.get('code');
  const tokens = await (await post(`${oidc('staff')}/token`, { ...client, grant_type: 'authorization_code', code })).json();
  const sessions = await admin('GET', `/staff/users/${id}/sessions`);
  logoutTokens = 0;
  const status = await admin('POST', `/staff/users/${id}/logout`);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const refresh = { ...client, grant_type: 'refresh_token', refresh_token: tokens.refresh_token };
  const { error = 'works' } = await (await post(`${oidc('staff')}/token`, refresh)).json();
  console.log(`${scope}: sessions ${sessions.length}, logout ${status}, logout tokens ${logoutTokens}, refresh ${error}`);
}
process.exit(0);
JS
node try.mjs "$port" | tee seen
cat > expected <<'TXT'
openid: sessions 1, logout 204, logout tokens 1, refresh invalid_grant
openid offline_access: sessions 0, logout 204, logout tokens 0, refresh works
TXT
diff expected seen || { echo "changed"; exit 1; }
