import { expect, test } from 'vitest';
import { readRange } from './usage-range';

const NOW = new Date('2026-11-25T21:40:00Z');
const read = (range?: string, by?: string) => {
  const { from, to, granularity, label } = readRange(range, by, NOW);
  return [from.toISOString().slice(0, 13), to.toISOString().slice(0, 13), granularity, label];
};

test('a range ends with the hour or day that runs', () => {
  expect(read('24h')).toEqual(['2026-11-24T22', '2026-11-25T22', 'hour', 'in the last 24 hours']);
  expect(read('7d')).toEqual(['2026-11-19T00', '2026-11-26T00', 'day', 'in the last 7 days']);
  expect(read('7d', 'hour')[2]).toBe('hour');
  expect(read('90d', 'hour')[2]).toBe('day');
});

test('a month is whole, in UTC', () => {
  expect(read('2026-10')).toEqual(['2026-10-01T00', '2026-11-01T00', 'day', 'in 2026-10']);
});

test('anything else is thirty days', () => {
  const usual = read();
  expect(usual[3]).toBe('in the last 30 days');
  for (const odd of ['', 'constructor', '2026-13', '1e9', '90', 'toString']) {
    expect(read(odd, 'minute')).toEqual(usual);
  }
});
