import { randomInt } from 'node:crypto';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Writes a non-negative integer in base62, left-padded with `0` to `length` digits. */
export function encodeBase62(value: bigint, length: number): string {
  let rest = value;
  let text = '';
  while (rest > 0n) {
    text = DIGITS[Number(rest % 62n)] + text;
    rest /= 62n;
  }
  return text.padStart(length, '0');
}

/** Reads base62 back; undefined where a character is no digit. */
export function decodeBase62(text: string): bigint | undefined {
  let value = 0n;
  for (const character of text) {
    const digit = DIGITS.indexOf(character);
    if (digit < 0) return undefined;
    value = value * 62n + BigInt(digit);
  }
  return value;
}

/** Uniformly random base62 digits from the system's generator: 5.95 bits each. */
export function randomBase62(length: number): string {
  return Array.from({ length }, () => DIGITS[randomInt(62)]).join('');
}
