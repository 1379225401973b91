import { randomInt } from 'node:crypto';

/** Eight digits are less than 2^53: they are worked out without big integers, which cost ten times as much. */
const BLOCK_DIGITS = 8;
const BLOCK = 62n ** 8n;
const SMALL = 62 ** 8;

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Writes a non-negative integer in base62, left-padded with `0` to `length` digits. */
export function encodeBase62(value: bigint | number, length: number): string {
  if (typeof value === 'number' && value < SMALL) return encodeBlock(value).padStart(length, '0');
  let rest = BigInt(value);
  let text = '';
  while (rest >= BLOCK) {
    text = encodeBlock(Number(rest % BLOCK)).padStart(BLOCK_DIGITS, '0') + text;
    rest /= BLOCK;
  }
  return (encodeBlock(Number(rest)) + text).padStart(length, '0');
}

function encodeBlock(value: number): string {
  let rest = value;
  let text = '';
  while (rest > 0) {
    text = DIGITS[rest % 62] + text;
    rest = Math.floor(rest / 62);
  }
  return text;
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
