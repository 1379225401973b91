import { randomBytes, randomInt } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { decodeBase62, encodeBase62 } from './base62';

/**
 * Public ids: a prefix that names the kind and a UUIDv7 in base62, e.g. `inv_02vkb…`. The database
 * holds the UUID.
 */
export type IdPrefix =
  | 'evt'
  | 'inv'
  | 'mtr'
  | 'wsp'
  | 'usr'
  | 'req'
  | 'whe'
  | 'whd'
  | 'msg'
  | 'log'
  | 'ses'
  | 'app'
  | 'grt'
  | 'cus'
  | 'con'
  | 'pay'
  | 'ivt'
  | 'tru';

const DIGITS = 22;
const MAX_UUID = (1n << 128n) - 1n;

/** A new time-ordered UUIDv7. @see RFC 9562 section 5.7 */
export function newId(): string {
  return uuidv7();
}

const RANDOM_BYTES = 16;
const MAX_SEQUENCE_START = 2 ** 31;

/** New ids for a batch, in order: one call of the system's generator for all of them. */
export function newIds(count: number): string[] {
  const random = randomBytes(RANDOM_BYTES * count);
  const msecs = Date.now();
  const first = randomInt(MAX_SEQUENCE_START);
  return Array.from({ length: count }, (_, index) =>
    uuidv7({
      msecs,
      seq: first + index,
      random: random.subarray(RANDOM_BYTES * index, RANDOM_BYTES * (index + 1)),
    }),
  );
}

/** Writes a UUID as a public id. */
export function toPublicId(prefix: IdPrefix, uuid: string): string {
  return `${prefix}_${encodeBase62(BigInt(`0x${uuid.replaceAll('-', '')}`), DIGITS)}`;
}

/** The UUID inside a public id; undefined where the text is no id of that kind. */
export function fromPublicId(prefix: IdPrefix, id: string): string | undefined {
  if (!id.startsWith(`${prefix}_`) || id.length !== prefix.length + 1 + DIGITS) return undefined;
  const value = decodeBase62(id.slice(prefix.length + 1));
  if (value === undefined || value > MAX_UUID) return undefined;
  const hex = value.toString(16).padStart(32, '0');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
