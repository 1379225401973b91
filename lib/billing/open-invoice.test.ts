import { describe, expect, test } from 'vitest';
import { canPay, countDaysOverdue, describeOverdue } from './open-invoice';

const due_at = '2026-11-16T06:00:00.000Z';
const at = (time: string) => countDaysOverdue({ status: 'open', due_at }, new Date(time));

describe('an overdue invoice', () => {
  test('is an open one past its due time, and counts whole days', () => {
    expect(at('2026-11-16T06:00:00.000Z')).toBeNull();
    expect(at('2026-11-16T06:00:00.001Z')).toBe(0);
    expect(at('2026-11-17T05:59:59.999Z')).toBe(0);
    expect(at('2026-11-17T06:00:00.000Z')).toBe(1);
    expect(at('2027-01-15T06:00:00.000Z')).toBe(60);
  });

  test.each(['paid', 'void'] as const)('is never one that is %s', (status) => {
    expect(countDaysOverdue({ status, due_at }, new Date('2027-01-01T00:00:00Z'))).toBeNull();
  });

  test('says for how long', () => {
    expect([0, 1, 14].map(describeOverdue)).toEqual([
      'overdue since today',
      'overdue by 1 day',
      'overdue by 14 days',
    ]);
  });
});

test('only who may pay is offered it, and only in test mode', () => {
  const scopes = new Set(['payments:write'] as const);
  expect(canPay({ mode: 'test', scopes })).toBe(true);
  expect(canPay({ mode: 'live', scopes })).toBe(false);
  expect(canPay({ mode: 'test', scopes: new Set() })).toBe(false);
});
