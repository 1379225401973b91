import { createPublicKey, type KeyObject } from 'node:crypto';
import type { JWK } from 'jose';
import { z } from 'zod';

const MAX_KEYS = 5;
const MIN_RSA_BITS = 2048;
const TYPES = ['rsa', 'ec', 'ed25519'];

/** One public key. Members that a signature does not need are dropped. */
const publicKeySchema = z.record(z.string(), z.unknown()).transform((jwk, context): JWK => {
  const key = 'd' in jwk || 'k' in jwk ? 'private' : readKey(jwk);
  const problem = describeProblem(key);
  if (problem === undefined && typeof key !== 'string') {
    const { kty, ...rest } = key.export({ format: 'jwk' });
    const kid = typeof jwk.kid === 'string' ? { kid: jwk.kid } : {};
    return { ...rest, kty: String(kty), ...kid, use: 'sig' };
  }
  context.addIssue({ code: 'custom', message: problem ?? 'is no public key' });
  return z.NEVER;
});

/**
 * The public keys of an app, as a JWK Set. More than one while keys are changed.
 * @see RFC 7517 section 5, RFC 7523 section 2.2
 */
export const jwksSchema = z.strictObject({ keys: z.array(publicKeySchema).min(1).max(MAX_KEYS) });

function readKey(jwk: Record<string, unknown>): KeyObject | 'unreadable' {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    return 'unreadable';
  }
}

function describeProblem(key: KeyObject | 'private' | 'unreadable'): string | undefined {
  if (key === 'private') return 'holds a private key. Give the public part alone.';
  if (key === 'unreadable') return 'is no public key in JWK form.';
  const { asymmetricKeyType: type = '', asymmetricKeyDetails: details } = key;
  const taken =
    TYPES.includes(type) &&
    (type !== 'rsa' || (details?.modulusLength ?? 0) >= MIN_RSA_BITS) &&
    (type !== 'ec' || details?.namedCurve === 'prime256v1');
  return taken ? undefined : `must be EC on P-256, Ed25519, or RSA from ${MIN_RSA_BITS} bits.`;
}
