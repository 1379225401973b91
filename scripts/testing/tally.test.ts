import { expect, test } from 'vitest';
import { addTallies, formatTally } from './tally';

test('the end of a run names what failed, from whichever part', () => {
  const sum = addTallies([
    { passed: 3, failed: 1, skipped: 0, failures: ['lib/a.test.ts > adds'] },
    { passed: 2, failed: 0, skipped: 1 },
    { passed: 0, failed: 1, skipped: 0, failures: ['lint'] },
  ]);
  expect(formatTally(sum).split('\n')).toEqual([
    '  failed: lib/a.test.ts > adds',
    '  failed: lint',
    '5 passed, 2 failed, 1 skipped',
  ]);
});

test('a run without a failure is one line', () => {
  expect(formatTally({ passed: 5, failed: 0, skipped: 0 })).toBe('5 passed, 0 failed');
});
