import { expect, test } from 'vitest';
import { encodeOwner, encodeRequestLog } from './request-log.repository';
import { MAX_ROWS, RowBatch } from './row-batch';

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
  for (let index = 0; index < MAX_ROWS; index += 1) expect(batch.add('1')).toBe(true);
  expect(batch.add('2')).toBe(false);
  expect(rowsOf(batch)).toEqual(Array.from({ length: MAX_ROWS }, () => 1));
});

test('long rows fill a batch before their number does', () => {
  const batch = new RowBatch();
  const long = JSON.stringify('€'.repeat(16_000));
  while (batch.add(long));
  expect(batch.count).toBeGreaterThan(1);
  expect(batch.count).toBeLessThan(MAX_ROWS);
  expect(rowsOf(batch)).toEqual(Array.from({ length: batch.count }, () => JSON.parse(long)));
});

test('a cleared batch begins anew', () => {
  const batch = new RowBatch();
  batch.add('1');
  const { id } = batch;
  expect(batch.clear().add('2')).toBe(true);
  expect(rowsOf(batch)).toEqual([2]);
  // Else its rows would be taken for ones that are written already.
  expect(batch.id).not.toBe(id);
});

test('a row is JSON whatever its texts hold, and says nothing of what is not there', () => {
  const hostile = '"},{"w":"x\\\n\u2028\ud800';
  const owner = encodeOwner({ workspaceId: 'w', mode: 'test', credentialId: hostile });
  const row = {
    method: hostile,
    path: hostile,
    scope: hostile,
    status: 200,
    durationMs: 1.2345,
    address: hostile,
    userAgent: hostile,
    problem: hostile,
    requestId: hostile,
    time: 1_700_000_000_000,
  };
  const told = { w: 'w', m: 'test', c: hostile, v: hostile, p: hostile, a: 200, d: 1235 };
  const always = { ...told, r: hostile, t: row.time };
  expect(JSON.parse(encodeRequestLog(owner, row))).toEqual({
    ...always,
    ...{ s: hostile, f: hostile, u: hostile, e: hostile },
  });
  const bare = { ...row, scope: null, address: null, userAgent: null, problem: null };
  expect(JSON.parse(encodeRequestLog(owner, bare))).toEqual(always);
});
