import type { Principal } from '@/lib/auth/principal';
import type { Invoice } from './wire';

const DAY_MS = 86_400_000;

/**
 * Whole days since an unpaid invoice was due, 0 on the first; null where it is not overdue. Derived
 * at reading, so that it holds without a job that marks invoices.
 */
export function countDaysOverdue(
  { status, due_at }: Pick<Invoice, 'status' | 'due_at'>,
  now = new Date(),
): number | null {
  const late = now.getTime() - new Date(due_at).getTime();
  return status === 'open' && late > 0 ? Math.floor(late / DAY_MS) : null;
}

/** "overdue by 14 days". */
export function describeOverdue(days: number): string {
  if (days === 0) return 'overdue since today';
  return `overdue by ${days} ${days === 1 ? 'day' : 'days'}`;
}

/** Whether the principal can pay an invoice: only test cards are accepted, so only in test mode. */
export function canPay({ mode, scopes }: Pick<Principal, 'mode' | 'scopes'>): boolean {
  return mode === 'test' && scopes.has('payments:write');
}
