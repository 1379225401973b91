"""Calls the API with a key that is bound to a P-256 key pair, with a DPoP proof for each request.

Needs Python 3.9 and the package `cryptography`.

    TOLLGATE_API_KEY=tg_test_… TOLLGATE_PRIVATE_KEY=private.pem python3 examples/bound-key/dpop.py
"""

import base64
import hashlib
import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

URL = os.environ.get("TOLLGATE_URL", "http://localhost:3000") + "/api/v1"
HELP = "Set TOLLGATE_API_KEY and TOLLGATE_PRIVATE_KEY: examples/bound-key/README.md says how."
KEY = os.environ.get("TOLLGATE_API_KEY") or sys.exit(HELP)
with open(os.environ.get("TOLLGATE_PRIVATE_KEY") or sys.exit(HELP), "rb") as file:
    PRIVATE_KEY = serialization.load_pem_private_key(file.read(), password=None)
if not isinstance(PRIVATE_KEY, ec.EllipticCurvePrivateKey):
    sys.exit("This example needs a P-256 key: openssl ecparam -name prime256v1 -genkey -noout")


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def proof(method: str, url: str) -> str:
    """A JWT that is good for this request alone (RFC 9449 section 4.2)."""
    point = PRIVATE_KEY.public_key().public_numbers()
    x, y = (base64url(number.to_bytes(32, "big")) for number in (point.x, point.y))
    header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": {"kty": "EC", "crv": "P-256", "x": x, "y": y}}
    claims = {
        "htm": method,
        "htu": url.split("?")[0],
        "iat": int(time.time()),
        "jti": str(uuid.uuid4()),
        "ath": base64url(hashlib.sha256(KEY.encode()).digest()),
    }
    text = ".".join(base64url(json.dumps(part).encode()) for part in (header, claims))
    # cryptography signs in DER; a JWT wants the two numbers, 32 bytes each.
    r, s = decode_dss_signature(PRIVATE_KEY.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{text}.{base64url(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def call(method: str, path: str, body=None):
    headers = {"X-API-Key": KEY, "DPoP": proof(method, URL + path)}
    if body is not None:
        headers["Content-Type"] = "application/json"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(URL + path, data=data, headers=headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


if __name__ == "__main__":
    try:
        print(json.dumps(call("GET", "/me")))
        event = {"id": str(uuid.uuid4()), "meter": "api_calls", "quantity": 2}
        print(json.dumps(call("POST", "/events", {"events": [event]})))
        print(json.dumps(call("GET", "/usage?meter=api_calls&granularity=day")))
    except urllib.error.HTTPError as error:
        sys.exit(error.read().decode())
    except urllib.error.URLError as error:
        sys.exit(f"No Tollgate answers at {URL}: {error.reason}. Set TOLLGATE_URL.")
