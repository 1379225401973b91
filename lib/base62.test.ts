import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase62, encodeBase62, randomBase62 } from './base62';

describe('base62', () => {
  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }), (value) => {
        expect(decodeBase62(encodeBase62(value, 22))).toBe(value);
      }),
    );
  });

  it('keeps the order of numbers of the same length', () => {
    const number = fc.bigInt({ min: 0n, max: (1n << 128n) - 1n });
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(encodeBase62(a, 22) < encodeBase62(b, 22)).toBe(a < b);
      }),
    );
  });

  it('knows no digit outside 0-9, A-Z, a-z', () => {
    expect(decodeBase62('ab-c')).toBeUndefined();
    expect(decodeBase62('ä')).toBeUndefined();
  });

  it('draws every digit', () => {
    expect(new Set(randomBase62(20_000)).size).toBe(62);
  });
});
