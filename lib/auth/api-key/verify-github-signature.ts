import { createPublicKey, verify } from 'node:crypto';

/**
 * Whether GitHub signed these bytes: ECDSA on P-256 with SHA-256, over the body as it came.
 *
 * Attack: anyone could post "this key leaked". The signature is checked over the raw bytes, before
 * anything is parsed; the same document written differently does not pass.
 *
 * @param publicKey PEM, as GitHub publishes it.
 * @param signature base64 of the DER form.
 */
export function verifyGithubSignature(
  body: Uint8Array,
  signature: string,
  publicKey: string,
): boolean {
  try {
    const key = createPublicKey(publicKey);
    const curve = key.asymmetricKeyDetails?.namedCurve;
    if (key.asymmetricKeyType !== 'ec' || curve !== 'prime256v1') return false;
    return verify('sha256', body, key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}
