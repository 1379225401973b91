import { expect, test } from 'vitest';
import { roundUp } from './usage-scale';

test('the axis ends at a round figure that holds every bar', () => {
  expect([0, 1, 3, 7, 12, 24, 26, 99, 1234].map(roundUp)).toEqual([
    1, 1, 5, 10, 20, 25, 50, 100, 2000,
  ]);
});
