import { generateKeyPairSync } from 'node:crypto';
import type { JWK } from 'jose';
import { UNUSED_ALGORITHM } from './describe-client';

/**
 * Every token is opaque and there are no ID tokens, so nothing is ever signed. The library wants a
 * key all the same and would otherwise publish one that everybody has.
 */
export function unusedKey(): JWK {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: UNUSED_ALGORITHM };
}
