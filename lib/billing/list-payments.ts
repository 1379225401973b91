import { requireScope } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { problem } from '@/lib/http/problem';
import { fromPublicId } from '@/lib/public-id';
import { callBilling, tenantPath } from './call-billing';
import { type Payment, paymentsSchema } from './wire';

/**
 * The attempts to pay an invoice, the last first.
 * @throws {ProblemError} 403 `insufficient-scope`, 404, 503.
 */
export async function listPayments(principal: Principal, invoice: string): Promise<Payment[]> {
  requireScope(principal, 'invoices:read');
  if (!fromPublicId('inv', invoice)) throw problem('not-found');
  const path = `${tenantPath(principal)}/invoices/${invoice}/payments`;
  return (await callBilling(principal, { method: 'GET', path }, paymentsSchema)).payments;
}
