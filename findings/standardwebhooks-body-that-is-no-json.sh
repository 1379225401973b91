#!/usr/bin/env bash
# standardwebhooks 1.1.1 (npm, the reference library of standardwebhooks.com).
#
# Guess: `verify` judges the signature. A text body that is validly signed, which the specification
#   allows ("payload: the body"), is accepted and returned.
# Seen: `verify` parses the body as JSON after the signature was found right, so a valid message
#   ends in a SyntaxError, which a receiver that catches WebhookVerificationError does not catch: it
#   answers 500 and the sender tries again for days. An empty body is fine and gives undefined.
set -euo pipefail
command -v npm >/dev/null || { echo "npm is missing"; exit 2; }
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
echo '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund standardwebhooks@1.1.1
cat > try.mjs <<'JS'
import { Webhook } from 'standardwebhooks';

const webhook = new Webhook(`whsec_${Buffer.alloc(24, 1).toString('base64')}`);
const now = new Date();
for (const body of ['{"a":1}', '', 'plain text']) {
  const headers = {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': webhook.sign('msg_1', now, body),
  };
  try {
    console.log(JSON.stringify(body), 'accepted:', webhook.verify(body, headers));
  } catch (error) {
    console.log(JSON.stringify(body), 'threw', error.constructor.name);
  }
}
JS
node try.mjs | tee seen
cat > expected <<'TXT'
"{\"a\":1}" accepted: { a: 1 }
"" accepted: undefined
"plain text" threw SyntaxError
TXT
diff expected seen || { echo "changed"; exit 1; }
