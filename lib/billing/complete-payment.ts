import { requireScope } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { problem } from '@/lib/http/problem';
import { fromPublicId } from '@/lib/public-id';
import { callBilling, tenantPath } from './call-billing';
import { type Invoice, invoiceSchema } from './wire';

/**
 * Answers for the payer when a payment asked for them: `pm_test_requires_action` in test mode.
 * @throws {ProblemError} 402 `payment-declined` when they refuse, 403, 404, 409 `conflict` when the
 * invoice was paid in another way, 503.
 */
export async function completePayment(
  principal: Principal,
  invoice: string,
  payment: string,
  answer: 'approve' | 'refuse',
): Promise<Invoice> {
  requireScope(principal, 'payments:write');
  if (!fromPublicId('inv', invoice) || !fromPublicId('pay', payment)) throw problem('not-found');
  const path = `${tenantPath(principal)}/invoices/${invoice}/payments/${payment}/complete`;
  const call = { method: 'POST', path, body: { answer }, idempotent: true } as const;
  return callBilling(principal, call, invoiceSchema);
}
