#!/bin/sh
# Sends usage events and reads them back.
#
#   TOLLGATE_API_KEY=tg_test_… sh examples/curl/send-usage.sh
set -eu
: "${TOLLGATE_API_KEY:?is not set. examples/README.md says how to make a key}"
URL="${TOLLGATE_URL:-http://localhost:3000}/api/v1"

# The key goes in through a file descriptor: on the command line every user of the machine sees it.
call() {
  printf 'header = "X-API-Key: %s"\n' "$TOLLGATE_API_KEY" | curl --silent --show-error --fail-with-body --config - "$@"
  echo
}

call "$URL/me"

# Your own id for each event: after a lost answer send the same again, it counts once.
call "$URL/events" \
  --header 'Content-Type: application/json' \
  --header "Idempotency-Key: $$-$(date +%s)" \
  --data '{"events": [{"id": "curl-'"$$-$(date +%s)"'", "meter": "api_calls", "quantity": 2, "customer": "acme"}]}'

call "$URL/usage?meter=api_calls&granularity=day"
