#!/usr/bin/env bash
# jose 6.2.18 (npm): RFC 9864 gave EdDSA over Ed25519 a second name, "Ed25519".
#
# Guess: the two names are one algorithm, so a key published with `alg` "EdDSA" verifies a token
#   whose header says "Ed25519", and the other way round.
# Seen: createLocalJWKSet compares the names as text. Both mixtures end with
#   ERR_JWKS_NO_MATCHING_KEY, as if the key were not there; a key without `alg` takes either name.
#   An issuer that moves to the new name must change its key set and its tokens at one moment, or
#   leave `alg` out of the key set.
set -euo pipefail
command -v npm >/dev/null || { echo "npm is missing"; exit 2; }
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
echo '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund jose@6.2.18
cat > try.mjs <<'JS'
import * as jose from 'jose';

const { publicKey, privateKey } = await jose.generateKeyPair('Ed25519', { extractable: true });
for (const [published, used] of [['EdDSA', 'EdDSA'], [undefined, 'Ed25519'], ['EdDSA', 'Ed25519'], ['Ed25519', 'EdDSA']]) {
  const key = { ...(await jose.exportJWK(publicKey)), ...(published && { alg: published }) };
  const token = await new jose.SignJWT({}).setProtectedHeader({ alg: used }).sign(privateKey);
  const result = await jose.jwtVerify(token, jose.createLocalJWKSet({ keys: [key] })).then(() => 'verified', ({ code }) => code);
  console.log(`key ${published ?? 'without alg'}, token ${used}: ${result}`);
}
JS
node try.mjs | tee seen
cat > expected <<'TXT'
key EdDSA, token EdDSA: verified
key without alg, token Ed25519: verified
key EdDSA, token Ed25519: ERR_JWKS_NO_MATCHING_KEY
key Ed25519, token EdDSA: ERR_JWKS_NO_MATCHING_KEY
TXT
diff expected seen || { echo "changed"; exit 1; }
