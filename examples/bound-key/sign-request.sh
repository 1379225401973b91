#!/bin/sh
# Calls the API with a key that is bound to an Ed25519 key pair, signing each request (RFC 9421).
#
#   TOLLGATE_API_KEY=tg_test_… TOLLGATE_PRIVATE_KEY=private.pem sh examples/bound-key/sign-request.sh
set -eu
: "${TOLLGATE_API_KEY:?is not set. examples/bound-key/README.md says how to make a bound key}"
: "${TOLLGATE_PRIVATE_KEY:?is not set. examples/bound-key/README.md says how to make a pair}"
URL="${TOLLGATE_URL:-http://localhost:3000}/api/v1"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# call METHOD URL [BODY]
call() {
  method=$1 url=$2 body=${3-}
  covered='"@method" "@target-uri" "x-api-key"'
  digest=''
  if [ -n "$body" ]; then
    covered="$covered \"content-digest\""
    digest="sha-256=:$(printf %s "$body" | openssl dgst -sha256 -binary | openssl base64 -A):"
  fi
  params="($covered);created=$(date +%s);nonce=\"$(openssl rand -hex 16)\";alg=\"ed25519\""
  # One line for each covered component, then the parameters; no line end after the last.
  {
    printf '"@method": %s\n"@target-uri": %s\n"x-api-key": %s\n' "$method" "$url" "$TOLLGATE_API_KEY"
    [ -z "$digest" ] || printf '"content-digest": %s\n' "$digest"
    printf '"@signature-params": %s' "$params"
  } >"$scratch/base"
  signature=$(openssl pkeyutl -sign -rawin -inkey "$TOLLGATE_PRIVATE_KEY" -in "$scratch/base" | openssl base64 -A)

  # The key goes in through a file descriptor: on the command line every user of the machine sees it.
  set -- --request "$method" --header "Signature-Input: sig=$params" --header "Signature: sig=:$signature:"
  [ -z "$body" ] || set -- "$@" --header 'Content-Type: application/json' --header "Content-Digest: $digest" --data "$body"
  printf 'header = "X-API-Key: %s"\n' "$TOLLGATE_API_KEY" |
    curl --silent --show-error --fail-with-body --config - "$@" "$url"
  echo
}

call GET "$URL/me"
call POST "$URL/events" '{"events": [{"id": "signed-'"$$-$(date +%s)"'", "meter": "api_calls", "quantity": 2}]}'
call GET "$URL/usage?meter=api_calls&granularity=day"
