import { createHash } from 'node:crypto';

/**
 * A UUID that follows from a name: the same row gets the same id on every machine and at every
 * seeding. @see RFC 9562 section 5.8
 */
export function seedId(...name: string[]): string {
  const hash = createHash('sha256').update(name.join('\0')).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.subarray(0, 16).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** A UUIDv7 at a given time whose random part follows from a name. @see RFC 9562 section 5.7 */
export function seedIdAt(time: Date, ...name: string[]): string {
  const hash = createHash('sha256').update(name.join('\0')).digest();
  hash.writeUIntBE(time.getTime(), 0, 6);
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x70;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.subarray(0, 16).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
