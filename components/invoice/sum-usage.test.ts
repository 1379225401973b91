import { expect, test } from 'vitest';
import { sumUsage } from './sum-usage';

const line = (meter: string | null, period: string | null, quantity: string) => ({
  description: 'x',
  meter,
  usage_period: period,
  quantity,
  unit_price: '0.1',
  amount: 1,
});

test('adds up the tiers of each meter and month to the last digit, also beyond a double', () => {
  const lines = [
    line(null, null, '1'),
    line('calls', '2026-10', '9007199254740992'),
    line('calls', '2026-10', '1.000000001'),
    line('calls', '2026-09', '0.1'),
    line('calls', '2026-09', '0.2'),
  ];
  expect(sumUsage(lines)).toEqual([
    { meter: 'calls', period: '2026-10', quantity: '9007199254740993.000000001' },
    { meter: 'calls', period: '2026-09', quantity: '0.3' },
  ]);
});
