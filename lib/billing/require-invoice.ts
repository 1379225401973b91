import type { Principal } from '@/lib/auth/principal';
import { problem } from '@/lib/http/problem';
import { fromPublicId } from '@/lib/public-id';
import { callBilling, tenantPath } from './call-billing';
import { type Invoice, invoiceSchema } from './wire';

/**
 * The invoice that a call is about, whatever the call's scope.
 * @throws {ProblemError} 404 `not-found`, the same for one of another workspace or mode and for one
 * that nobody could own; 503.
 */
export async function requireInvoice(principal: Principal, id: string): Promise<Invoice> {
  if (!fromPublicId('inv', id)) throw problem('not-found');
  const path = `${tenantPath(principal)}/invoices/${id}`;
  return callBilling(principal, { method: 'GET', path }, invoiceSchema);
}
