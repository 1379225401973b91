import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskSecrets } from '@/lib/mask-secrets';
import {
  API_KEY_PATTERN,
  API_KEY_SEARCH,
  mintApiKey,
  newApiKeyId,
  parseApiKey,
} from './key-format';
import { scanText } from './leak/scan-text';

const mode = fc.constantFrom('test' as const, 'live' as const);
const key = mode.map((chosen) => mintApiKey(chosen, newApiKeyId()));
const DIGIT = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

describe('a key', () => {
  test('reads back as what it was made of', () => {
    fc.assert(
      fc.property(mode, (chosen) => {
        const id = newApiKeyId();
        const text = mintApiKey(chosen, id);
        expect(text).toMatch(/^tg_(live|test)_[0-9A-Za-z]{46}$/);
        expect(text).toMatch(API_KEY_PATTERN);
        expect(parseApiKey(text)).toEqual({ text, mode: chosen, id });
      }),
    );
  });

  test('with any one character changed is refused by its checksum', () => {
    fc.assert(
      fc.property(key, fc.nat(53), fc.constantFrom(...DIGIT), (text, at, digit) => {
        const position = text.length - 1 - (at % 46);
        fc.pre(text[position] !== digit);
        const typo = text.slice(0, position) + digit + text.slice(position + 1);
        expect(parseApiKey(typo)).toBeUndefined();
      }),
    );
  });

  test('with two neighbours swapped is refused', () => {
    fc.assert(
      fc.property(key, fc.integer({ min: 8, max: 52 }), (text, at) => {
        const [one = '', other = ''] = [text[at], text[at + 1]];
        fc.pre(one !== other);
        const swapped = text.slice(0, at) + other + one + text.slice(at + 2);
        expect(parseApiKey(swapped)).toBeUndefined();
      }),
    );
  });

  test('of one mode is none of the other', () => {
    fc.assert(
      fc.property(key, (text) => {
        const other = text.startsWith('tg_test_') ? 'tg_live_' : 'tg_test_';
        expect(parseApiKey(other + text.slice(8))).toBeUndefined();
      }),
    );
  });

  test('nothing else parses', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseApiKey(text)).toBeUndefined();
      }),
    );
    for (const text of ['', ' ', 'tg_test_', `${mintApiKey('test', newApiKeyId())} `]) {
      expect(parseApiKey(text)).toBeUndefined();
    }
  });

  test('is found in any text around it, and masked there', () => {
    fc.assert(
      fc.property(key, fc.string(), fc.string(), (text, before, after) => {
        const around = `${before} "${text}" ${after}`;
        expect(around.match(API_KEY_SEARCH)).toContain(text);
        expect(scanText(around).map((found) => found.masked)).toContain(`${text.slice(0, 16)}…`);
        expect(maskSecrets(around)).not.toContain(text.slice(16, 40));
      }),
    );
  });
});

test('what only looks like a key is no finding', () => {
  const fake = `tg_live_${'a'.repeat(46)}`;
  expect(fake).toMatch(API_KEY_SEARCH);
  expect(scanText(fake)).toEqual([]);
});

test('the known answer: CRC-32 of what stands before, in base62', () => {
  const body = `tg_test_${'0'.repeat(40)}`;
  const sum = mintSum(body);
  expect(parseApiKey(body + sum)?.id).toBe('00000000');
});

/** The definition, bit by bit, independent of zlib. @see ISO 3309 */
function mintSum(text: string): string {
  let crc = 0xffffffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  let rest = (crc ^ 0xffffffff) >>> 0;
  let digits = '';
  for (let place = 0; place < 6; place += 1) {
    digits = DIGIT[rest % 62] + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}
