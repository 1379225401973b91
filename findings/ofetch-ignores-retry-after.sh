#!/usr/bin/env bash
# ofetch 1.5.1 (npm, the client of Nuxt) and ky 1.14.3 (npm) at a rate limit.
#
# Guess: a client that retries a 429 by itself waits as long as its Retry-After says.
# Seen: ofetch repeats a GET within milliseconds, whatever the header says (`retryDelay` is 0 and
#   there is no option to honour it), so a client at its limit spends another call at once and most
#   often ends with the same 429. ky waits the two seconds. Neither repeats a POST.
set -euo pipefail
command -v npm >/dev/null || { echo "npm is missing"; exit 2; }
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
echo '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund ofetch@1.5.1 ky@1.14.3
cat > try.mjs <<'JS'
import { once } from 'node:events';
import { createServer } from 'node:http';
import ky from 'ky';
import { ofetch } from 'ofetch';

let times = [];
const server = createServer((_request, response) => {
  times.push(performance.now());
  if (times.length === 1) response.writeHead(429, { 'retry-after': '2' }).end();
  else response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${server.address().port}/`;
const calls = {
  'ofetch GET': () => ofetch(url),
  'ofetch POST': () => ofetch(url, { method: 'POST', body: {} }),
  'ky GET': () => ky(url),
  'ky POST': () => ky.post(url),
};
for (const [name, call] of Object.entries(calls)) {
  times = [];
  await call().catch(() => {});
  const waited = times[1] - times[0];
  console.log(`${name}: ${times.length === 1 ? 'one call' : waited < 1_500 ? 'again at once' : 'again after two seconds'}`);
}
process.exit(0);
JS
node try.mjs | tee seen
cat > expected <<'TXT'
ofetch GET: again at once
ofetch POST: one call
ky GET: again after two seconds
ky POST: one call
TXT
diff expected seen || { echo "changed"; exit 1; }
