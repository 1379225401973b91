import { expect, test } from 'vitest';
import { MOST_ROWS, RowBatch } from './row-batch';

const rowsOf = (batch: RowBatch): unknown => JSON.parse(batch.toJson().toString());

test('rows come out as one JSON list, whatever characters they hold', () => {
  const batch = new RowBatch();
  const rows = [{ p: '/a' }, { p: 'ü€𝄞' }, { p: '"\\\n' }];
  for (const row of rows) expect(batch.add(JSON.stringify(row))).toBe(true);
  expect(batch.count).toBe(3);
  expect(rowsOf(batch)).toEqual(rows);
});

test('the row after the last is not taken, and the others stay as they are', () => {
  const batch = new RowBatch();
  for (let index = 0; index < MOST_ROWS; index += 1) expect(batch.add('1')).toBe(true);
  expect(batch.add('2')).toBe(false);
  expect(rowsOf(batch)).toEqual(Array.from({ length: MOST_ROWS }, () => 1));
});

test('long rows fill a batch before their number does', () => {
  const batch = new RowBatch();
  const long = JSON.stringify('€'.repeat(16_000));
  while (batch.add(long));
  expect(batch.count).toBeGreaterThan(1);
  expect(batch.count).toBeLessThan(MOST_ROWS);
  expect(rowsOf(batch)).toEqual(Array.from({ length: batch.count }, () => JSON.parse(long)));
});

test('a cleared batch begins anew', () => {
  const batch = new RowBatch();
  batch.add('1');
  expect(batch.clear().add('2')).toBe(true);
  expect(rowsOf(batch)).toEqual([2]);
});
