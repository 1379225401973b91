import { expect, test } from 'vitest';
import { describeBacklog } from './read-system-status';

const now = new Date('2026-11-01T10:00:00Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);

test('says how much waits for billing, and since when, once it waits for longer than usual', () => {
  const remark = describeBacklog({ unfolded: 0, unsent: 3, waitingSince: ago(60) }, now);
  expect(remark).toEqual([
    '3 totals of usage wait for it since 2026-11-01T09:59:00.000Z; none is lost',
  ]);
  expect(describeBacklog({ unfolded: 0, unsent: 1, waitingSince: ago(60) }, now)[0]).toMatch(
    /^1 total of usage waits/,
  );
});

test('says nothing of what is on its way as ever', () => {
  expect(describeBacklog({ unfolded: 5, unsent: 3, waitingSince: ago(5) }, now)).toEqual([]);
  expect(describeBacklog({ unfolded: 5, unsent: 0, waitingSince: null }, now)).toEqual([]);
});
