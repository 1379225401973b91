import { hash, timingSafeEqual } from 'node:crypto';
import type { KnownApiKey } from './known-api-key';
import type { SecretMatch } from './match-secret';
import { getPeppers, type Peppers } from './pepper';

type Proof = { digest: Buffer; secret: 'current' | 'previous'; peppers: Peppers };

/** Beside the entries of the cache and gone with them: what was proved ends with what it was proved of. */
const proofs = new WeakMap<KnownApiKey, Proof>();

const HEX_DIGITS = 64;

/** Compared with where there is nothing to compare with; no digest reads like this. */
const NO_DIGEST = Buffer.alloc(HEX_DIGITS);

/** The digest of the call at hand. */
const presented = Buffer.alloc(HEX_DIGITS);

/** Remembers that this very text is the secret of a cached key, as its SHA-256. */
export function rememberProof(key: string, known: KnownApiKey, secret: Proof['secret']): void {
  proofs.set(known, { digest: digestText(key), secret, peppers: getPeppers() });
}

/**
 * Whether this text proved itself before. The keyed digest is for the database, which others may
 * read; in the memory of the process that knows the peppers a plain one says the same for a fifth of
 * the work. After a change of the peppers nothing is remembered.
 * @see docs/decisions/0100-a-proof-is-remembered-as-a-plain-digest.md
 */
export function recallProof(key: string, known: KnownApiKey | undefined): SecretMatch {
  const proof = known && proofs.get(known);
  // Attack: the time must not tell whether an id is in use, so a digest is made in any case.
  const same = timingSafeEqual(digestText(key, presented), proof?.digest ?? NO_DIGEST);
  return same && proof?.peppers === getPeppers() ? proof.secret : undefined;
}

/** As hex digits: Node makes a short text for a fifth of what a buffer of its own costs. */
function digestText(key: string, digits = Buffer.alloc(HEX_DIGITS)): Buffer {
  digits.write(hash('sha256', key, 'hex'), 'latin1');
  return digits;
}
