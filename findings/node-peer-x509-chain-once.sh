#!/usr/bin/env bash
# Node.js 20.20.2 (npm package `node`): the certificates of a TLS connection.
#
# Guess: TLSSocket.getPeerX509Certificate() only reads, so a second call answers the same, and
#   getPeerCertificate(true) after it shows the same chain.
# Seen: the first call takes the certificates out of the connection. At the client's end the second
#   call is undefined and getPeerCertificate(true) is {}, as if the server had sent no certificate;
#   at the server's end both show the client's leaf without its issuers. Read the peer once for each
#   connection, and keep the result.
set -euo pipefail
for tool in npm openssl; do command -v $tool >/dev/null || { echo "$tool is missing"; exit 2; }; done
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm install --silent --no-audit --no-fund node@20.20.2
new=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes)
openssl req -x509 "${new[@]}" -days 2 -subj /CN=root -keyout root.key -out root.pem 2>/dev/null
issue() {
  openssl req "${new[@]}" -subj "/CN=$1" -keyout "$1.key" -out "$1.csr" 2>/dev/null
  openssl x509 -req -in "$1.csr" -CA "$2.pem" -CAkey "$2.key" -CAcreateserial -days 2 \
    -extfile <(echo "$3") -out "$1.pem" 2>/dev/null
}
issue issuing root 'basicConstraints=critical,CA:true'
issue leaf issuing 'subjectAltName=DNS:localhost'
cat leaf.pem issuing.pem root.pem > chain.pem
cat > try.mjs <<'JS'
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:tls';

const own = { cert: readFileSync('chain.pem'), key: readFileSync('leaf.key'), ca: readFileSync('root.pem') };
const server = createServer({ ...own, requestCert: true }).listen(0);
await once(server, 'listening');
async function open() {
  const client = connect({ ...own, port: server.address().port, host: 'localhost' });
  const [[accepted]] = await Promise.all([once(server, 'secureConnection'), once(client, 'secureConnect')]);
  return { client, server: accepted };
}
function show(leaf) {
  const names = new Set();
  for (let next = leaf; next?.subject; next = next.issuerCertificate) {
    const name = next.subject.CN ?? next.subject.slice(3);
    if (names.has(name)) break;
    names.add(name);
  }
  return [...names].join(', ') || 'none';
}
for (const end of ['client', 'server']) {
  const socket = (await open())[end];
  console.log(`${end}: first call: ${show(socket.getPeerX509Certificate())}`);
  console.log(`${end}: second call: ${show(socket.getPeerX509Certificate())}`);
  console.log(`${end}: getPeerCertificate(true) after it: ${show(socket.getPeerCertificate(true))}`);
  console.log(`${end}: getPeerCertificate(true) alone: ${show((await open())[end].getPeerCertificate(true))}`);
}
process.exit();
JS
./node_modules/.bin/node try.mjs | tee seen
cat > expected <<'TXT'
client: first call: leaf, issuing, root
client: second call: none
client: getPeerCertificate(true) after it: none
client: getPeerCertificate(true) alone: leaf, issuing, root
server: first call: leaf, issuing, root
server: second call: leaf
server: getPeerCertificate(true) after it: leaf
server: getPeerCertificate(true) alone: leaf, issuing, root
TXT
diff expected seen || { echo "changed"; exit 1; }
