import { expect, it } from 'vitest';
import { formatRelative } from './relative-time';

const NOW = new Date('2026-11-25T12:00:00Z');

it.each([
  ['2026-11-25T11:59:30Z', 'just now'],
  ['2026-11-25T11:59:00Z', '1 minute ago'],
  ['2026-11-25T10:01:00Z', '1 hour ago'],
  ['2026-11-22T11:00:00Z', '3 days ago'],
  ['2026-11-25T15:30:00Z', 'in 3 hours'],
  ['2026-11-18T12:00:00Z', null],
  ['2027-01-01T00:00:00Z', null],
])('%s is %s at noon', (time, text) => {
  expect(formatRelative(new Date(time), NOW)).toBe(text);
});
