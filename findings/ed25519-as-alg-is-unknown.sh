#!/usr/bin/env bash
# PyJWT 2.15.1 (PyPI), golang-jwt v5.3.1 (Go): a JWT signed with "alg": "Ed25519" (RFC 9864, 2025).
#
# Guess: libraries that verify EdDSA with an Ed25519 key also take its fully specified name.
# Seen: neither knows the name. PyJWT: NotImplementedError "Algorithm not supported" when encoding,
#   InvalidAlgorithmError "Algorithm not supported" when decoding. golang-jwt: "token is
#   unverifiable: signing method (alg) is unavailable". The same token under "EdDSA" verifies in
#   both. An issuer with clients in these languages keeps "EdDSA" for now.
set -euo pipefail
for tool in python3 go; do command -v $tool >/dev/null || { echo "$tool is missing"; exit 2; }; done
folder=$(mktemp -d); trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT; cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check 'pyjwt==2.15.1' 'cryptography==50.0.2'
cat > try.py <<'PY'
import base64, json, jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

key = Ed25519PrivateKey.generate()
b64 = lambda data: base64.urlsafe_b64encode(data).rstrip(b"=")
for name in ("EdDSA", "Ed25519"):
    signed = b64(json.dumps({"alg": name}).encode()) + b"." + b64(b"{}")
    token = (signed + b"." + b64(key.sign(signed))).decode()
    try:
        jwt.decode(token, key.public_key(), algorithms=["EdDSA", "Ed25519"])
        print(f"PyJWT {name}: verified")
    except Exception as error:
        print(f"PyJWT {name}: {type(error).__name__}")
PY
python/bin/python try.py | tee seen
mkdir go && cd go
cat > go.mod <<'MOD'
module try

go 1.21

require github.com/golang-jwt/jwt/v5 v5.3.1
MOD
cat > main.go <<'GO'
package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"fmt"

	"github.com/golang-jwt/jwt/v5"
)

func main() {
	public, private, _ := ed25519.GenerateKey(rand.Reader)
	b64 := base64.RawURLEncoding.EncodeToString
	for _, name := range []string{"EdDSA", "Ed25519"} {
		signed := b64([]byte(`{"alg":"`+name+`"}`)) + "." + b64([]byte(`{}`))
		token := signed + "." + b64(ed25519.Sign(private, []byte(signed)))
		_, err := jwt.Parse(token, func(*jwt.Token) (any, error) { return public, nil })
		result := "verified"
		if err != nil {
			result = err.Error()
		}
		fmt.Printf("golang-jwt %s: %s\n", name, result)
	}
}
GO
GOFLAGS=-mod=mod go run . | tee -a ../seen
cd ..
cat > expected <<'TXT'
PyJWT EdDSA: verified
PyJWT Ed25519: InvalidAlgorithmError
golang-jwt EdDSA: verified
golang-jwt Ed25519: token is unverifiable: signing method (alg) is unavailable
TXT
diff expected seen || { echo "changed"; exit 1; }
