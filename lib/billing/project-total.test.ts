import { describe, expect, test } from 'vitest';
import { projectTotal } from './project-total';

const plan = {
  currency: 'usd',
  tiers: [
    { meter: 'api_calls', up_to: '1000', unit_price: '0' },
    { meter: 'api_calls', up_to: null, unit_price: '0.01' },
  ],
};
const usage = (quantity: string, amount: number) => ({
  description: '',
  meter: 'api_calls',
  usage_period: '2026-06',
  quantity,
  unit_price: '0',
  amount,
});
const fee = {
  description: 'Plan',
  meter: null,
  usage_period: null,
  quantity: '1',
  unit_price: '20',
  amount: 2_000,
};
const half = new Date('2026-06-16T00:00:00Z');

describe('the projection of a month', () => {
  test('prices the usage to come by the steps of the plan; the fee stays', () => {
    const invoice = { period: '2026-06', total: 2_000, lines: [fee, usage('900', 0)] };
    // 1,800 calls: 800 above what is included, a cent each.
    expect(projectTotal(invoice, plan, half)).toBe(2_800);
  });

  test('adds up the steps that a meter has reached', () => {
    const lines = [fee, usage('1000', 0), usage('500', 500)];
    expect(projectTotal({ period: '2026-06', total: 2_500, lines }, plan, half)).toBe(4_000);
  });

  test('leaves usage of an earlier month as it is', () => {
    const late = { ...usage('5000', 5_000), usage_period: '2026-05' };
    const invoice = { period: '2026-06', total: 7_000, lines: [fee, late] };
    expect(projectTotal(invoice, plan, half)).toBe(7_000);
  });

  test('is none on the first day, after the month, or without a total', () => {
    const invoice = { period: '2026-06', total: 2_000, lines: [fee] };
    expect(projectTotal(invoice, plan, new Date('2026-06-01T23:00:00Z'))).toBeNull();
    expect(projectTotal(invoice, plan, new Date('2026-07-02T00:00:00Z'))).toBeNull();
    expect(projectTotal({ ...invoice, total: null }, plan, half)).toBeNull();
  });
});
