import { createPublicKey, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { z } from 'zod';

/** The public half of a key pair, with nothing that is not part of it. @see RFC 7517, RFC 8037 */
export type PublicJwk =
  | { kty: 'EC'; crv: 'P-256'; x: string; y: string }
  | { kty: 'OKP'; crv: 'Ed25519'; x: string };

const publicJwkSchema: z.ZodType<PublicJwk> = z.discriminatedUnion('kty', [
  z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string() }),
  z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string() }),
]);

export type KeyAlgorithm = 'ES256' | 'Ed25519';

/** The pair that a credential is bound to. */
export type BoundKey = { jwk: PublicJwk; thumbprint: string };

/** What is shown of it. The thumbprint is that of RFC 7638, in base64url. */
export type Binding = { thumbprint: string; alg: KeyAlgorithm };

/** What answers, lists and pages say about a pair. */
export function describeBinding(key: BoundKey | null): Binding | null {
  return key && { thumbprint: key.thumbprint, alg: algorithmOf(key.jwk) };
}

/**
 * Reads a pair out of its two columns. Neither is written without the other.
 * @throws {ZodError} for anything else: a key whose binding cannot be read must not work without it.
 */
export function toBoundKey(jwk: unknown, thumbprint: string | null): BoundKey | null {
  if (jwk === null && thumbprint === null) return null;
  return { jwk: publicJwkSchema.parse(jwk), thumbprint: z.string().parse(thumbprint) };
}

/** The algorithm of a pair, as JOSE names it. @see RFC 9864 section 2.2 */
export function algorithmOf({ kty }: PublicJwk): KeyAlgorithm {
  return kty === 'EC' ? 'ES256' : 'Ed25519';
}

/**
 * Reads a public key that a person pasted: a JWK or PEM, of P-256 or Ed25519.
 *
 * Attack: the private half is pasted by mistake. It is refused before anything is derived from it,
 * and no message repeats what was sent.
 *
 * @throws {PublicKeyError} with a sentence for the person.
 */
export async function readPublicKey(text: string): Promise<BoundKey> {
  const trimmed = text.trim();
  if (/PRIVATE KEY/.test(trimmed)) throw new PublicKeyError(PRIVATE);
  const isPem = /^-----BEGIN PUBLIC KEY-----\s[\s\S]*-----END PUBLIC KEY-----$/.test(trimmed);
  if (!isPem && !trimmed.startsWith('{')) throw new PublicKeyError(FORM);
  const key = isPem ? importKey(trimmed) : importJwk(trimmed);
  const jwk = publicJwkSchema.safeParse(key.export({ format: 'jwk' }));
  if (!jwk.success) throw new PublicKeyError(KIND);
  return { jwk: jwk.data, thumbprint: await calculateJwkThumbprint(jwk.data) };
}

/** What is wrong with a public key, for the person who gave it. */
export class PublicKeyError extends Error {
  override name = 'PublicKeyError';
}

const PRIVATE =
  'This is a private key. Paste its public half, and make a new pair: treat this one as exposed.';
const FORM = 'Paste one public key: a JWK, or PEM that begins with -----BEGIN PUBLIC KEY-----.';
const KIND = 'The key must be ES256 (curve P-256) or Ed25519.';
const BROKEN = 'This public key cannot be read. Copy it whole.';

function importJwk(text: string): KeyObject {
  let jwk: unknown;
  try {
    jwk = JSON.parse(text);
  } catch (cause) {
    throw new PublicKeyError(BROKEN, { cause });
  }
  if (jwk === null || typeof jwk !== 'object') throw new PublicKeyError(FORM);
  if ('d' in jwk || 'k' in jwk) throw new PublicKeyError(PRIVATE);
  const parsed = publicJwkSchema.safeParse(jwk);
  if (!parsed.success) throw new PublicKeyError('kty' in jwk ? KIND : FORM);
  return importKey({ key: parsed.data, format: 'jwk' });
}

/** Node refuses points that are not on the curve. */
function importKey(input: Parameters<typeof createPublicKey>[0]): KeyObject {
  try {
    return createPublicKey(input);
  } catch (cause) {
    throw new PublicKeyError(BROKEN, { cause });
  }
}
