#!/usr/bin/env bash
# Node.js 24.21.0 (npm package `node`): a server certificate outside its authority's name constraints.
#
# Guess: the error of the connection has a code of its own, as an expired certificate has
#   CERT_HAS_EXPIRED and a name that does not match ERR_TLS_CERT_ALTNAME_INVALID.
# Seen: the code is UNSPECIFIED, which OpenSSL's other rare reasons have as well; only the text says
#   "permitted subtree violation". Code that decides by the code cannot tell them apart: log the text.
set -euo pipefail
for tool in npm openssl; do command -v $tool >/dev/null || { echo "$tool is missing"; exit 2; }; done
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm install --silent --no-audit --no-fund node@24.21.0
new=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes)
openssl req -x509 "${new[@]}" -days 2 -subj /CN=root -keyout root.key -out root.pem \
  -addext 'nameConstraints=critical,permitted;DNS:localhost' 2>/dev/null
for name in localhost bank.example; do
  openssl req "${new[@]}" -subj "/CN=$name" -keyout "$name.key" -out "$name.csr" 2>/dev/null
  openssl x509 -req -in "$name.csr" -CA root.pem -CAkey root.key -CAcreateserial -days 2 \
    -extfile <(echo "subjectAltName=DNS:$name") -out "$name.pem" 2>/dev/null
done
cat > try.mjs <<'JS'
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:tls';

for (const name of ['localhost', 'bank.example']) {
  const pair = { cert: readFileSync(`${name}.pem`), key: readFileSync(`${name}.key`) };
  const server = createServer(pair).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const client = connect({ port, host: '127.0.0.1', servername: name, ca: readFileSync('root.pem') });
  const seen = await once(client, 'secureConnect').then(
    () => 'connected',
    ({ code, message }) => `${code}: ${message}`,
  );
  console.log(`${name}: ${seen}`);
}
process.exit();
JS
./node_modules/.bin/node try.mjs | tee seen
cat > expected <<'TXT'
localhost: connected
bank.example: UNSPECIFIED: permitted subtree violation
TXT
diff expected seen || { echo "changed"; exit 1; }
