#!/bin/sh
# Sends usage from a CI job without a stored key: exchanges the job's own OIDC token for an access
# token of at most 15 minutes. Needs curl 7.76 or later.
#
#   TOLLGATE_URL      https://tollgate.example
#   TOLLGATE_RULE     tru_…, the trust rule (Tollgate: npm run -s tollgate -- trust create)
#   JOB_TOKEN         the job's OIDC token, with the audience that the rule names
#
# See docs/decisions/0180-workload-identity-federation.md
set -eu

answer=$(curl -sS --fail-with-body "$TOLLGATE_URL/oauth/token" \
  --data-urlencode grant_type=urn:ietf:params:oauth:grant-type:token-exchange \
  --data-urlencode subject_token_type=urn:ietf:params:oauth:token-type:jwt \
  --data-urlencode "subject_token=$JOB_TOKEN" \
  --data-urlencode "client_id=$TOLLGATE_RULE" \
  --data-urlencode "resource=$TOLLGATE_URL/api/v1")
token=$(printf '%s' "$answer" | sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p')

# The id makes a repeated job count once.
curl -sS --fail-with-body "$TOLLGATE_URL/api/v1/events" \
  --header "authorization: Bearer $token" \
  --header 'content-type: application/json' \
  --data "{\"events\":[{\"id\":\"ci-${CI_RUN_ID:-1}\",\"customer\":\"${CUSTOMER:-cus-1}\",\"meter\":\"${METER:-api_calls}\",\"quantity\":1}]}"
