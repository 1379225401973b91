import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_ATTEMPTS, RETRY_DELAYS_MS, retryDelayMs } from './retry-schedule';

const DAY_MS = 86_400_000;
const random = fc.double({ min: 0, max: 1, noNaN: true });

describe('retry schedule', () => {
  it('ends within 24 hours whatever the jitter, and lasts most of them', () => {
    fc.assert(
      fc.property(
        fc.array(random, { minLength: MAX_ATTEMPTS, maxLength: MAX_ATTEMPTS }),
        (dice) => {
          const total = dice
            .map((value, index) => retryDelayMs(index + 1, 0, value) ?? 0)
            .reduce((sum, delay) => sum + delay, 0);
          expect(total).toBeLessThanOrEqual(DAY_MS);
          expect(total).toBeGreaterThanOrEqual(DAY_MS * 0.7);
        },
      ),
    );
  });

  it('spreads each pause over a quarter of it', () => {
    RETRY_DELAYS_MS.forEach((delay, index) => {
      expect(retryDelayMs(index + 1, 0, 0)).toBe(delay * 0.75);
      expect(retryDelayMs(index + 1, 0, 1)).toBe(delay);
    });
  });

  it('is used up after the last attempt', () => {
    expect(retryDelayMs(MAX_ATTEMPTS)).toBeUndefined();
  });

  it('waits as long as the receiver asks, an hour at most', () => {
    expect(retryDelayMs(1, 60_000, 1)).toBe(60_000);
    expect(retryDelayMs(1, 10 * DAY_MS, 1)).toBe(3_600_000);
    expect(retryDelayMs(8, 60_000, 1)).toBe(RETRY_DELAYS_MS[7]);
  });
});
