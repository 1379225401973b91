import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDecimal, parseDecimal, QUANTITY_SCALE } from '@/lib/decimal';
import { lineAmount, type PricedPlan, priceFee, priceUsage, sumLines } from './price-usage';

const plan: PricedPlan = {
  name: 'Pro',
  currency: 'USD',
  monthlyFee: 2_000n,
  tiers: [
    { meter: 'api_calls', upTo: '1000', unitPrice: '0' },
    { meter: 'api_calls', upTo: '10000', unitPrice: '0.002' },
    { meter: 'api_calls', upTo: null, unitPrice: '0.0015' },
  ],
};

const quantity = fc
  .bigInt({ min: 0n, max: 10n ** 18n })
  .map((n) => formatDecimal(n, QUANTITY_SCALE));
const price = fc.bigInt({ min: 0n, max: 10n ** 13n }).map((n) => formatDecimal(n, 10));

const priced = (usage: Map<string, string>) => [
  ...priceFee(plan),
  ...priceUsage(plan, '2026-11', usage),
];

describe('priceUsage', () => {
  it('cuts a quantity into tiers', () => {
    const lines = priced(new Map([['api_calls', '12500.5']]));
    expect(
      lines.map(({ description, quantity, amount }) => [description, quantity, amount]),
    ).toEqual([
      ['Pro plan', '1', 2_000n],
      ['api_calls, first 1,000 included', '1000', 0n],
      ['api_calls, above 1,000 up to 10,000', '9000', 1_800n],
      ['api_calls, above 10,000', '2500.5', 375n],
    ]);
    expect(sumLines(lines)).toBe(4_175n);
  });

  it('has no line for a tier that was not reached, nor for an unpriced meter', () => {
    const usage = new Map([
      ['api_calls', '1000'],
      ['mystery', '7'],
    ]);
    expect(priced(usage)).toHaveLength(2);
  });

  it('loses and invents no quantity', () => {
    fc.assert(
      fc.property(quantity, (amount) => {
        const lines = priceUsage(plan, '2026-11', new Map([['api_calls', amount]]));
        const sum = lines.reduce(
          (all, line) => all + parseDecimal(line.quantity, QUANTITY_SCALE),
          0n,
        );
        return sum === parseDecimal(amount, QUANTITY_SCALE);
      }),
    );
  });

  it('never gets cheaper with more usage', () => {
    fc.assert(
      fc.property(quantity, quantity, (a, b) => {
        const total = (q: string) => sumLines(priced(new Map([['api_calls', q]])));
        const [less, more] =
          parseDecimal(a, QUANTITY_SCALE) <= parseDecimal(b, QUANTITY_SCALE) ? [a, b] : [b, a];
        return total(less) <= total(more);
      }),
    );
  });
});

describe('lineAmount', () => {
  it('rounds half away from zero, once', () => {
    expect(lineAmount('1', '0.005', 'USD')).toBe(1n);
    expect(lineAmount('1', '0.0049999999', 'USD')).toBe(0n);
    expect(lineAmount('3', '0.5', 'JPY')).toBe(2n);
  });

  it('is within half a minor unit of the exact product', () => {
    fc.assert(
      fc.property(quantity, price, (q, p) => {
        const exact = parseDecimal(q, 9) * parseDecimal(p, 10);
        const rounded = lineAmount(q, p, 'USD') * 10n ** 17n;
        const off = exact > rounded ? exact - rounded : rounded - exact;
        return off * 2n <= 10n ** 17n;
      }),
    );
  });

  it('refuses a currency it does not know and a number that is none', () => {
    expect(() => lineAmount('1', '1', 'XXX')).toThrow(RangeError);
    for (const text of ['-1', '1e3', '1.', '', '0x1', 'NaN']) {
      expect(() => lineAmount(text, '1', 'USD')).toThrow(RangeError);
    }
  });

  it('reads back what it writes', () => {
    fc.assert(fc.property(quantity, (q) => formatDecimal(parseDecimal(q, 9), 9) === q));
  });
});
