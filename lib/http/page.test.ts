import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeCursor, encodeCursor, type Page, toPage } from './page';

const position = fc.array(
  fc.string({ maxLength: 40 }).filter((text) => !text.includes('\0')),
  {
    minLength: 1,
    maxLength: 3,
  },
);

test('a cursor reads back', () => {
  fc.assert(
    fc.property(position, (texts) => {
      expect(decodeCursor('rows', encodeCursor('rows', texts), texts.length)).toEqual(texts);
    }),
  );
});

test('nothing else is a cursor', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(() => decodeCursor('rows', text, 2)).toThrow();
    }),
  );
  expect(() => decodeCursor('rows', encodeCursor('rows', ['one']), 2)).toThrow();
  expect(decodeCursor('rows', undefined, 2)).toBeUndefined();
});

test('the cursor of another list is none of this', () => {
  const cursor = encodeCursor('meters', ['a']);
  expect(decodeCursor('meters', cursor, 1)).toEqual(['a']);
  expect(() => decodeCursor('customers', cursor, 1)).toThrow();
});

test('walking the pages gives every row once, in order, whatever the page size', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(500)), fc.integer({ min: 1, max: 100 }), (numbers, limit) => {
      const rows = numbers.sort((one, other) => one - other);
      const read = (cursor: string | undefined): Page<number> => {
        const after = Number(decodeCursor('rows', cursor, 1)?.[0] ?? -1);
        const found = rows.filter((row) => row > after).slice(0, limit + 1);
        return toPage('rows', found, limit, Number, (row) => [String(row)]);
      };
      const seen: number[] = [];
      let page = read(undefined);
      seen.push(...page.data);
      while (page.next_cursor !== null) {
        page = read(page.next_cursor);
        expect(page.data.length).toBeGreaterThan(0);
        seen.push(...page.data);
      }
      expect(seen).toEqual(rows);
    }),
  );
});
