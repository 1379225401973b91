#!/usr/bin/env bash
# http-message-signatures 1.0.6 signing (npm), http-message-sig 0.3.0 verifying (npm): RFC 9421.
#
# Guess: both compute "@target-uri" from the URL as it is requested, so what one signs the other
#   verifies.
# Seen: the signer puts the URL into the signature base as the caller wrote it. fetch sends the
#   normalised one, so a signature over https://api.example.com (no slash), over :443 or over a
#   query with a blank fails at the peer, while @authority, @path and @query, which it does
#   normalise, verify for the same URLs. Sign new URL(url).href, or cover the three parts instead.
set -euo pipefail
command -v npm >/dev/null || { echo "npm is missing"; exit 2; }
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
echo '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund http-message-signatures@1.0.6 http-message-sig@0.3.0
cat > try.mjs <<'JS'
import { generateKeyPairSync } from 'node:crypto';
import { verifySignature } from 'http-message-sig';
import { createSigner, createVerifier, httpbis } from 'http-message-signatures';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const key = createSigner(privateKey, 'ed25519', 'key-1');
const verifier = { algorithm: 'ed25519', verify: createVerifier(publicKey, 'ed25519') };
const policy = { algorithms: ['ed25519'], requiredComponents: [], requiredParameters: ['created', 'keyid'], maxAge: 300, clockSkew: 5 };
const URLS = ['https://api.example.com/me', 'https://api.example.com', 'https://api.example.com:443/me', 'https://api.example.com/usage?meter=a b'];
for (const fields of [['@target-uri'], ['@authority', '@path', '@query']]) {
  for (const url of URLS) {
    const { headers } = await httpbis.signMessage({ key, fields, params: ['created', 'keyid', 'alg'] }, { method: 'GET', url, headers: {} });
    const result = await verifySignature(new Request(url, { headers }), { policy, resolveVerifier: () => verifier }).then(() => 'verified', ({ code }) => code);
    console.log(`${fields.join(' ')} of ${url}: ${result}`);
  }
}
JS
node try.mjs | tee seen
cat > expected <<'TXT'
@target-uri of https://api.example.com/me: verified
@target-uri of https://api.example.com: VerificationFailed
@target-uri of https://api.example.com:443/me: VerificationFailed
@target-uri of https://api.example.com/usage?meter=a b: VerificationFailed
@authority @path @query of https://api.example.com/me: verified
@authority @path @query of https://api.example.com: verified
@authority @path @query of https://api.example.com:443/me: verified
@authority @path @query of https://api.example.com/usage?meter=a b: verified
TXT
diff expected seen || { echo "changed"; exit 1; }
