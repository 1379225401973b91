#!/usr/bin/env bash
# dpop 2.1.2 (npm): the proof's `htu`.
#
# Guess: generateProof takes the URL of the request and leaves query and fragment out, because
#   RFC 9449 section 4.2 defines htu "without query and fragment parts".
# Seen: it signs the URL as it was given, query and fragment included. A server that compares htu
#   with the request's URL without its query, as section 4.3 words it, has to strip both sides, or it
#   refuses the client's GET with parameters and takes its GET without.
set -euo pipefail
command -v npm >/dev/null || { echo "npm is missing"; exit 2; }
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
echo '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund dpop@2.1.2
cat > try.mjs <<'JS'
import { generateKeyPair, generateProof } from 'dpop';

const proof = await generateProof(await generateKeyPair('ES256'), 'https://api.example.com/usage?meter=a#top', 'GET');
console.log(JSON.parse(Buffer.from(proof.split('.')[1], 'base64url')).htu);
JS
node try.mjs | tee seen
[ "$(cat seen)" = 'https://api.example.com/usage?meter=a#top' ] || { echo "changed"; exit 1; }
