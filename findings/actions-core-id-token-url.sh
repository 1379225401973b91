#!/usr/bin/env bash
# @actions/core 3.0.1 (npm): getIDToken(audience) against an issuer of one's own.
#
# Guess: the audience becomes a query parameter of ACTIONS_ID_TOKEN_REQUEST_URL, whatever that is.
# Seen: "&audience=..." is appended to the text of the URL. GitHub's own always has a query, so it
#   works there; a stand-in whose address is http://host/token is asked for the path
#   /token&audience=..., which no router finds. Its address has to end with a query, such as
#   ?api-version=2.0. Without an audience the same address works, which hides the reason.
set -euo pipefail
command -v npm >/dev/null || { echo "npm is missing"; exit 2; }
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
echo '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund @actions/core@3.0.1
cat > try.mjs <<'JS'
import { once } from 'node:events';
import { createServer } from 'node:http';
import { getIDToken } from '@actions/core';

const asked = [];
const server = createServer((request, response) => {
  asked.push(request.url);
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"value":"a.b.c"}');
}).listen(0, '127.0.0.1');
await once(server, 'listening');
process.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN = 'token';
for (const query of ['', '?api-version=2.0']) {
  process.env.ACTIONS_ID_TOKEN_REQUEST_URL = `http://127.0.0.1:${server.address().port}/token${query}`;
  await getIDToken('https://api.example.com');
}
console.log(asked.join('\n'));
process.exit(0);
JS
node try.mjs | grep '^/' | tee seen
cat > expected <<'TXT'
/token&audience=https%3A%2F%2Fapi.example.com
/token?api-version=2.0&audience=https%3A%2F%2Fapi.example.com
TXT
diff expected seen || { echo "changed"; exit 1; }
