import { expect, test } from 'vitest';
import { formatDuration } from './format-duration';

test.each([
  [0.0384, '38 µs'],
  [0.9996, '1.0 ms'],
  [4.24, '4.2 ms'],
  [9.96, '10 ms'],
  [38.4, '38 ms'],
  [999.6, '1.0 s'],
  [1_430, '1.4 s'],
])('%d ms reads %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});
