import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { generateProof, type KeyPair } from 'dpop';
import { httpbis, type SignatureParameters } from 'http-message-signatures';

/** A key pair of a client, in the forms that its libraries take. */
export type ClientPair = { alg: 'ES256' | 'Ed25519'; privateKey: KeyObject; publicJwk: string };

export function makeClientPair(alg: ClientPair['alg'] = 'ES256'): ClientPair {
  const { privateKey, publicKey } =
    alg === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('ed25519');
  return { alg, privateKey, publicJwk: JSON.stringify(publicKey.export({ format: 'jwk' })) };
}

/** A proof as the `dpop` package makes it. */
export async function proofOf(
  pair: ClientPair,
  url: string,
  method: string,
  credential: string,
  nonce?: string,
): Promise<string> {
  return generateProof(await toWebCrypto(pair), url, method, nonce, credential);
}

async function toWebCrypto({ alg, privateKey, publicJwk }: ClientPair): Promise<KeyPair> {
  const algorithm = alg === 'ES256' ? { name: 'ECDSA', namedCurve: 'P-256' } : { name: 'Ed25519' };
  const load = (key: JsonWebKey, use: 'sign' | 'verify') =>
    crypto.subtle.importKey('jwk', key, algorithm, true, [use]);
  return {
    privateKey: await load(privateKey.export({ format: 'jwk' }), 'sign'),
    publicKey: await load(JSON.parse(publicJwk) as JsonWebKey, 'verify'),
  };
}

type Unsigned = { method: string; url: string; headers: Record<string, string> };

/** Signs a request as the `http-message-signatures` package does. */
export async function signRequest(
  { alg, privateKey }: ClientPair,
  message: Unsigned,
  paramValues: SignatureParameters = {},
  fields?: string[],
): Promise<Record<string, string>> {
  const covered = ['@method', '@target-uri', 'x-api-key'];
  if (message.headers['content-digest']) covered.push('content-digest');
  const { headers } = await httpbis.signMessage(
    {
      key: { sign: (data) => Promise.resolve(makeSignature(alg, privateKey, data)) },
      fields: fields ?? covered,
      params: ['created', 'nonce', 'keyid', 'expires'].filter(
        (name) => name === 'created' || name === 'nonce' || name in paramValues,
      ),
      paramValues: { nonce: crypto.randomUUID(), ...paramValues },
    },
    message,
  );
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, `${value}`]));
}

function makeSignature(alg: ClientPair['alg'], key: KeyObject, data: Buffer): Buffer {
  return alg === 'ES256'
    ? sign('sha256', data, { key, dsaEncoding: 'ieee-p1363' })
    : sign(null, data, key);
}

/** The digest of a body as RFC 9530 writes it. */
export function contentDigest(body: string): string {
  return `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
}
