import { expect, test } from 'vitest';
import { formatBucket, isRunning } from './usage-scale';

const bucket = (start: string, end: string) => ({
  start: new Date(start),
  end: new Date(end),
  quantity: 1,
});

test('hours and days are named in UTC, as they are cut', () => {
  const start = new Date('2026-11-25T00:00:00Z');
  expect(formatBucket(start, 'day')).toBe('25 Nov');
  expect(formatBucket(start, 'hour')).toMatch(/^25 Nov, 00:00$/);
});

test('the bucket of now is running, its end excluded', () => {
  const day = bucket('2026-11-25T00:00:00Z', '2026-11-26T00:00:00Z');
  expect(isRunning(day, new Date('2026-11-25T00:00:00Z'))).toBe(true);
  expect(isRunning(day, new Date('2026-11-26T00:00:00Z'))).toBe(false);
});
