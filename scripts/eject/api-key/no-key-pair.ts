/** Keys that are bound to a key pair are not part of this copy; only the names are. */
export type BoundKey = { thumbprint: string };
export type Binding = BoundKey;

export class PublicKeyError extends Error {
  override name = 'PublicKeyError';
}

/** A key that was stored with a pair must not work without it. */
export function toBoundKey(jwk: unknown, thumbprint: string | null): BoundKey | null {
  if (jwk === null && thumbprint === null) return null;
  throw new PublicKeyError('This copy cannot prove key pairs.');
}

export const describeBinding = (key: BoundKey | null): Binding | null => key;

export async function readPublicKey(_text: string): Promise<BoundKey> {
  throw new PublicKeyError('Keys that are bound to a key pair are not part of this copy.');
}
