import { expect, test } from 'vitest';
import { textSchema } from './text-schema';

test.each(['', 'a\0b', '\ud800', 'a\udc00', 'sixsix'])('%j is refused', (text) => {
  expect(textSchema(5).safeParse(text).success).toBe(false);
});

test.each(['a', 'Zoë', '𝄞', 'e\u0301', 'fives'])('%j is taken as it is', (text) => {
  expect(textSchema(5).parse(text)).toBe(text);
});
