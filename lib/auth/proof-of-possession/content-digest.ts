import { createHash, timingSafeEqual } from 'node:crypto';
import { parseDictionary } from 'structured-headers';
import { ProofError } from './proof-error';

/** @see RFC 9530 section 5 */
const HASHES = new Map([
  ['sha-256', 'sha256'],
  ['sha-512', 'sha512'],
]);

/**
 * Verifies that a body is the one that `Content-Digest` was made of. Every digest that we know must
 * fit, and at least one must be there; others are ignored, as RFC 9530 has it.
 * @throws {ProofError} `invalid`.
 * @see RFC 9530 section 2
 */
export function requireContentDigest(header: string | null, body: Uint8Array): void {
  const known = [...parse(header ?? '')].flatMap(([name, [value]]) => {
    const algorithm = HASHES.get(name);
    return algorithm === undefined ? [] : [{ algorithm, value }];
  });
  if (known.length === 0) {
    throw new ProofError('invalid', 'Content-Digest needs sha-256 or sha-512 of the body.');
  }
  for (const { algorithm, value } of known) {
    const actual = createHash(algorithm).update(body).digest();
    const claimed = value instanceof ArrayBuffer ? Buffer.from(value) : Buffer.alloc(0);
    const same = claimed.length === actual.length && timingSafeEqual(claimed, actual);
    if (!same) throw new ProofError('invalid', 'Content-Digest is not that of the body.');
  }
}

function parse(header: string): ReturnType<typeof parseDictionary> {
  try {
    return parseDictionary(header);
  } catch (cause) {
    throw new ProofError('invalid', 'Content-Digest cannot be read.', { cause });
  }
}
