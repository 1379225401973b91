#!/usr/bin/env bash
# pg 8.23.1 (npm): `connect_timeout`, the time limit of libpq's connection URLs.
#
# Guess: postgres://...?connect_timeout=2 ends the attempt after two seconds, as in psql and in every
#   driver on libpq; other parameters of the URL (sslmode, application_name, options) work.
# Seen: the parameter is taken without a word and does nothing. With a server that accepts the
#   connection and then says nothing (a hung proxy, a frozen host) connect() waits on, without end.
#   The limit is the option connectionTimeoutMillis, which cannot be written into the URL's own name.
set -euo pipefail
command -v npm >/dev/null || { echo "npm is missing"; exit 2; }
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
echo '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund pg@8.23.1
cat > try.mjs <<'JS'
import { once } from 'node:events';
import { createServer } from 'node:net';
import pg from 'pg';

const silent = createServer(() => {}).listen(0, '127.0.0.1');
await once(silent, 'listening');
const url = `postgres://user:secret@127.0.0.1:${silent.address().port}/app?connect_timeout=2`;
const attempt = (config) =>
  Promise.race([
    new pg.Client(config).connect().catch(() => 'ended by its limit'),
    new Promise((resolve) => setTimeout(resolve, 6_000, 'still waiting after six seconds')),
  ]);
console.log('connect_timeout=2 in the URL:', await attempt({ connectionString: url }));
console.log('connectionTimeoutMillis 2000:', await attempt({ connectionString: url, connectionTimeoutMillis: 2_000 }));
process.exit(0);
JS
node try.mjs | tee seen
cat > expected <<'TXT'
connect_timeout=2 in the URL: still waiting after six seconds
connectionTimeoutMillis 2000: ended by its limit
TXT
diff expected seen || { echo "changed"; exit 1; }
