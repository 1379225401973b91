#!/usr/bin/env bash
# jose 6.2.18 (npm) and PyJWT 2.10.1 (PyPI): JWT-SVIDs and the trust bundle that they come with.
#
# Guess: a SPIFFE trust bundle is a JWK Set (SPIFFE Trust Domain and Bundle, section 4), and a JWT-SVID
#   a JWT (JWT-SVID, section 1), so a JOSE library that is given the bundle verifies the token.
# Seen: neither finds the key. The bundle marks it "use": "jwt-svid", as its standard says, and both
#   libraries take keys whose use is "sig" or that have none: ERR_JWKS_NO_MATCHING_KEY, "did not contain
#   any signing keys". That reads like a rotation, and fetching again does not help. The key set of
#   SPIRE's OIDC discovery provider has no such use, so it is only those who read the bundle that are
#   hit.
set -euo pipefail
for tool in npm python3; do command -v $tool >/dev/null || { echo "$tool is missing"; exit 2; }; done
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
echo '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund jose@6.2.18
python3 -m venv venv || { echo "python3-venv is missing"; exit 2; }
venv/bin/pip install --quiet --disable-pip-version-check 'pyjwt[crypto]==2.10.1'
cat > try.mjs <<'JS'
import { writeFileSync } from 'node:fs';
import * as jose from 'jose';

const { publicKey, privateKey } = await jose.generateKeyPair('ES256', { extractable: true });
const token = await new jose.SignJWT({})
  .setProtectedHeader({ alg: 'ES256', kid: 'one' })
  .setSubject('spiffe://example.org/job')
  .setAudience('api')
  .setExpirationTime('5m')
  .sign(privateKey);
for (const use of ['jwt-svid', 'sig']) {
  const keys = [{ ...(await jose.exportJWK(publicKey)), kid: 'one', use }];
  const result = await jose.jwtVerify(token, jose.createLocalJWKSet({ keys })).then(() => 'verified', ({ code }) => code);
  console.log(`jose, ${use}: ${result}`);
  writeFileSync(`${use}.json`, JSON.stringify({ keys }));
}
writeFileSync('token', token);
JS
cat > try.py <<'PY'
import pathlib, jwt

token = open('token').read()
for use in ('jwt-svid', 'sig'):
    client = jwt.PyJWKClient(pathlib.Path(f'{use}.json').absolute().as_uri())
    try:
        key = client.get_signing_key_from_jwt(token)
        jwt.decode(token, key, algorithms=['ES256'], audience='api')
        print(f'PyJWT, {use}: verified')
    except jwt.PyJWTError as error:
        print(f'PyJWT, {use}: {error}')
PY
{ node try.mjs; venv/bin/python try.py; } | tee seen
cat > expected <<'TXT'
jose, jwt-svid: ERR_JWKS_NO_MATCHING_KEY
jose, sig: verified
PyJWT, jwt-svid: The JWKS endpoint did not contain any signing keys
PyJWT, sig: verified
TXT
diff expected seen || { echo "changed"; exit 1; }
