import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PricedPlan, priceUsage, sumLines } from './price-usage';

/** Steps in whole units with prices in hundredths of a cent: small enough to count on fingers. */
const list = fc
  .record({
    ends: fc.uniqueArray(fc.integer({ min: 1, max: 300 }), { maxLength: 4 }),
    prices: fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 5, maxLength: 5 }),
  })
  .map(({ ends, prices }) => ({ ends: ends.sort((one, other) => one - other), prices }));
type PriceList = typeof list extends fc.Arbitrary<infer One> ? One : never;

const toPlan = ({ ends, prices }: PriceList): PricedPlan => ({
  name: 'Plan',
  currency: 'USD',
  monthlyFee: 0n,
  tiers: [...ends.map(String), null].map((upTo, index) => ({
    meter: 'calls',
    upTo,
    unitPrice: ((prices[index] ?? 0) / 10_000).toFixed(4),
  })),
});

/** Counts unit by unit which step each one falls into. Shares no line with what it checks. */
function countUnits({ ends }: PriceList, first: number, last: number): number[] {
  const counts = Array.from({ length: ends.length + 1 }, () => 0);
  for (let unit = first; unit <= last; unit += 1) {
    let step = 0;
    while (step < ends.length && unit > (ends[step] ?? 0)) step += 1;
    counts[step] = (counts[step] ?? 0) + 1;
  }
  return counts;
}

const toCents = (counts: readonly number[], prices: readonly number[]) =>
  counts
    .map((count, step) => Math.floor((count * (prices[step] ?? 0) + 50) / 100))
    .reduce((sum, cents) => sum + cents, 0);

describe('the total of an invoice', () => {
  it('is what counting unit by unit gives, to the cent', () => {
    fc.assert(
      fc.property(list, fc.integer({ min: 0, max: 400 }), (prices, quantity) => {
        const lines = priceUsage(toPlan(prices), '2026-11', new Map([['calls', String(quantity)]]));
        const counts = countUnits(prices, 1, quantity);
        expect(Number(sumLines(lines))).toBe(toCents(counts, prices.prices));
        expect(lines.map((line) => Number(line.quantity))).toEqual(
          counts.filter((count) => count > 0),
        );
      }),
    );
  });

  it('of what came late is what counting on from there gives, however often something came', () => {
    fc.assert(
      fc.property(
        list,
        fc.array(fc.integer({ min: 0, max: 120 }), { minLength: 1, maxLength: 5 }),
        (prices, portions) => {
          let before = 0;
          for (const portion of portions) {
            const now = before + portion;
            const usage = new Map([['calls', String(now)]]);
            const billed = new Map([['calls', String(before)]]);
            const lines = priceUsage(toPlan(prices), '2026-11', usage, { billed });
            const counts = countUnits(prices, before + 1, now);
            expect(Number(sumLines(lines))).toBe(toCents(counts, prices.prices));
            before = now;
          }
        },
      ),
    );
  });
});
