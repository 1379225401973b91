/**
 * Calls the API with a key that is bound to a key pair, with a DPoP proof for each request
 * (RFC 9449).
 *
 *   TOLLGATE_API_KEY=tg_test_… TOLLGATE_PRIVATE_KEY=private.pem npx tsx examples/bound-key/dpop.ts
 */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import * as DPoP from 'dpop';

const url = `${process.env.TOLLGATE_URL ?? 'http://localhost:3000'}/api/v1`;
const { TOLLGATE_API_KEY: apiKey, TOLLGATE_PRIVATE_KEY: file } = process.env;
if (!apiKey || !file) {
  console.error('Set TOLLGATE_API_KEY and TOLLGATE_PRIVATE_KEY: see examples/bound-key/README.md.');
  process.exit(1);
}
const pair = await loadPair(await readFile(file, 'utf8'));

/** The pair as WebCrypto keys, of which the private one cannot be exported again. */
async function loadPair(pem: string): Promise<DPoP.KeyPair> {
  const privateKey = createPrivateKey(pem);
  const algorithm =
    privateKey.asymmetricKeyType === 'ed25519'
      ? { name: 'Ed25519' }
      : { name: 'ECDSA', namedCurve: 'P-256' };
  const load = (jwk: JsonWebKey, use: 'sign' | 'verify') =>
    crypto.subtle.importKey('jwk', jwk, algorithm, use === 'verify', [use]);
  return {
    privateKey: await load(privateKey.export({ format: 'jwk' }), 'sign'),
    publicKey: await load(createPublicKey(privateKey).export({ format: 'jwk' }), 'verify'),
  };
}

/** The last nonce that the API gave: it asks for one where this machine's clock is wrong. */
let nonce: string | undefined;

async function call(method: string, path: string, body?: object, retry = true): Promise<unknown> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      'x-api-key': apiKey ?? '',
      dpop: await DPoP.generateProof(pair, `${url}${path}`, method, nonce, apiKey),
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const answer: unknown = await response.json();
  if (response.ok) return answer;
  const asked = response.headers.get('www-authenticate')?.includes('use_dpop_nonce');
  nonce = response.headers.get('dpop-nonce') ?? nonce;
  if (asked && retry) return call(method, path, body, false);
  console.error(JSON.stringify(answer));
  process.exit(1);
}

const event = { id: crypto.randomUUID(), meter: 'api_calls', quantity: 2 };
console.log(JSON.stringify(await call('GET', '/me')));
console.log(JSON.stringify(await call('POST', '/events', { events: [event] })));
console.log(JSON.stringify(await call('GET', '/usage?meter=api_calls&granularity=day')));
