import { expect, test } from 'vitest';
import { formatDecimal, formatMoney, formatPeriod, formatUnitPrice } from './money';

test('money is written in the currency’s own minor units', () => {
  expect(formatMoney(11_305, 'usd')).toBe('$113.05');
  expect(formatMoney(500, 'jpy')).toBe('¥500');
  expect(formatMoney(-5, 'usd')).toBe('-$0.05');
  expect(formatMoney(Number.MAX_SAFE_INTEGER, 'usd')).toBe('$90,071,992,547,409.91');
});

test('a decimal keeps every digit that says something', () => {
  expect(formatDecimal('58694.930')).toBe('58,694.93');
  expect(formatDecimal('123456789012345678901.0000000001')).toBe(
    '123,456,789,012,345,678,901.0000000001',
  );
  expect(formatDecimal('3600.000')).toBe('3,600');
});

test('a unit price may be a fraction of a cent', () => {
  expect(formatUnitPrice('0.0005', 'USD')).toBe('$0.0005');
  expect(formatUnitPrice('20', 'USD')).toBe('$20.00');
  expect(formatUnitPrice('0', 'JPY')).toBe('¥0');
  expect(formatUnitPrice('1234.5', 'USD')).toBe('$1,234.50');
});

test('the month is the one in UTC', () => {
  expect(formatPeriod({ start: '2026-10-01T00:00:00.000Z' })).toBe('October 2026');
});
