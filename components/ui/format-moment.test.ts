import { expect, test } from 'vitest';
import { formatMoment, formatRelative } from './format-moment';

const NOW = new Date('2026-11-30T22:43:14Z');
const CLOSE_TO_MIDNIGHT = new Date('2026-12-31T23:30:00Z');

test('a record names the year and, in UTC, the zone', () => {
  expect(formatMoment(NOW, 'exact', 'UTC', NOW)).toBe('30 Nov 2026, 22:43:14 UTC');
  expect(formatMoment(NOW, 'minute', 'Europe/Vienna', NOW)).toBe('30 Nov 2026, 23:43');
  expect(formatMoment(NOW, 'date', 'UTC', NOW)).toBe('30 Nov 2026');
});

test('a recent moment leaves the year out only while it is the current one', () => {
  expect(formatMoment(NOW, 'second', 'UTC', NOW)).toBe('30 Nov, 22:43:14 UTC');
  const later = new Date('2027-11-30T22:43:24Z');
  expect(formatMoment(later, 'second', 'UTC', NOW)).toBe('30 Nov 2027, 22:43:24 UTC');
  expect(formatMoment(NOW, 'second', 'UTC', later)).toBe('30 Nov 2026, 22:43:14 UTC');
});

test('which year it is depends on the reader’s zone', () => {
  expect(formatMoment(CLOSE_TO_MIDNIGHT, 'second', 'UTC', NOW)).toBe('31 Dec, 23:30:00 UTC');
  expect(formatMoment(CLOSE_TO_MIDNIGHT, 'second', 'Europe/Vienna', NOW)).toBe(
    '1 Jan 2027, 00:30:00',
  );
});

const NOON = new Date('2026-11-25T12:00:00Z');

test.each([
  ['2026-11-25T11:59:30Z', 'just now'],
  ['2026-11-25T11:59:00Z', '1 minute ago'],
  ['2026-11-25T10:01:00Z', '1 hour ago'],
  ['2026-11-22T11:00:00Z', '3 days ago'],
  ['2026-11-25T15:30:00Z', 'in 3 hours'],
  ['2026-11-18T12:00:00Z', null],
  ['2027-01-01T00:00:00Z', null],
])('%s is %s at noon', (time, text) => {
  expect(formatRelative(new Date(time), NOON)).toBe(text);
});
