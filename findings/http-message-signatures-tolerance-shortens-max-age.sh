#!/bin/sh
# http-message-signatures 1.0.6: a clock tolerance makes valid signatures expire earlier.
#
# Guess: `tolerance` allows for clocks that differ, so with maxAge 60 and tolerance 30 a signature is
# accepted until it is 90 seconds old, and one made a little ahead of our clock is accepted too.
#
# Seen: the tolerance is taken off `created` before the age is worked out, so it helps a clock that is
# ahead and shortens the age of every other signature. With maxAge 60 and tolerance 30:
#   40 s old:           refused, "Signature is too old"
#   20 s old:           accepted
#   20 s in the future: accepted
# and with maxAge 60 alone: 40 s old is accepted. A tolerance as large as maxAge refuses everything
# that took a second to arrive.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' >package.json
npm install --silent --no-audit --no-fund http-message-signatures@1.0.6 >/dev/null
cat >age.mjs <<'JS'
import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { httpbis } from 'http-message-signatures';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const request = { method: 'GET', url: 'https://api.example/me', headers: {} };

async function judge(ageSeconds, options) {
  const created = new Date(Date.now() - ageSeconds * 1000);
  const key = { sign: async (data) => sign(null, data, privateKey) };
  const config = { key, fields: ['@method', '@target-uri'], params: ['created'], paramValues: { created } };
  const signed = await httpbis.signMessage(config, request);
  const keyLookup = async () => ({ verify: async (data, made) => verify(null, data, publicKey, made) });
  return httpbis.verifyMessage({ keyLookup, ...options }, signed).then(
    (valid) => (valid ? 'accepted' : 'wrong signature'),
    (error) => error.message,
  );
}

const tolerant = { maxAge: 60, tolerance: 30 };
const cases = [
  ['maxAge 60, 40 s old', await judge(40, { maxAge: 60 }), 'accepted'],
  ['maxAge 60, tolerance 30, 40 s old', await judge(40, tolerant), 'Signature is too old'],
  ['maxAge 60, tolerance 30, 20 s old', await judge(20, tolerant), 'accepted'],
  ['maxAge 60, tolerance 30, 20 s ahead', await judge(-20, tolerant), 'accepted'],
];
for (const [name, seen, expected] of cases) {
  console.log(`${name}: ${seen}`);
  if (seen !== expected) process.exitCode = 1;
}
console.log(process.exitCode ? 'The behaviour has changed.' : 'The tolerance shortens the age.');
JS
node age.mjs
