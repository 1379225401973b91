"""Sends usage events and reads them back. Needs Python 3.9 and nothing else.

    TOLLGATE_API_KEY=tg_test_… python3 examples/python/send_usage.py
"""

import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

URL = os.environ.get("TOLLGATE_URL", "http://localhost:3000") + "/api/v1"
KEY = os.environ.get("TOLLGATE_API_KEY") or sys.exit("Set TOLLGATE_API_KEY: examples/README.md says how.")


class Problem(Exception):
    """A refusal of the API (RFC 9457)."""

    def __init__(self, body: dict) -> None:
        super().__init__(body["detail"])
        self.slug = body["type"].rsplit("/", 1)[-1]
        self.request_id = body["request_id"]


def call(method: str, path: str, body=None, idempotency_key=None, retries: int = 2):
    headers = {"X-API-Key": KEY}
    data = None
    if body is not None:
        headers["Content-Type"] = "application/json"
        data = json.dumps(body).encode()
    if idempotency_key:
        headers["Idempotency-Key"] = idempotency_key
    request = urllib.request.Request(URL + path, data=data, headers=headers, method=method)
    # A write is repeated only where its key makes the repetition harmless.
    attempts = retries + 1 if method == "GET" or idempotency_key else 1
    for attempt in range(1, attempts + 1):
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            if error.code not in (429, 503) or attempt == attempts:
                raise Problem(json.load(error)) from None
            time.sleep(int(error.headers.get("Retry-After", "1")))


def main() -> None:
    me = call("GET", "/me")
    print(f"{me['user']['name']} in {me['workspace']['name']}, {me['mode']} mode")

    # Your own id for each event: after a lost answer send the same again, it counts once.
    events = [{"id": str(uuid.uuid4()), "meter": "api_calls", "quantity": 5, "customer": "acme"}]
    first = call("POST", "/events", {"events": events}, idempotency_key=str(uuid.uuid4()))
    again = call("POST", "/events", {"events": events})
    print(f"accepted: {first['accepted']}; sent again, duplicates: {again['duplicates']}")

    query = urllib.parse.urlencode({"meter": "api_calls", "granularity": "day"})
    print(f"api_calls in 30 days: {call('GET', f'/usage?{query}')['total']}")


if __name__ == "__main__":
    try:
        main()
    except Problem as problem:
        sys.exit(f"{problem.slug}: {problem} ({problem.request_id})")
    except urllib.error.URLError as error:
        sys.exit(f"No Tollgate answers at {URL}: {error.reason}. Set TOLLGATE_URL.")
