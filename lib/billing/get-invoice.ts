import { requireScope } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { problem } from '@/lib/http/problem';
import { fromPublicId } from '@/lib/public-id';
import { callBilling, tenantPath } from './call-billing';
import { type Invoice, invoiceSchema } from './wire';

/**
 * One invoice of the workspace.
 * @throws {ProblemError} 403 `insufficient-scope`; 404 `not-found`, the same for one of another
 * workspace or mode and for one that nobody could own; 503.
 */
export async function getInvoice(principal: Principal, id: string): Promise<Invoice> {
  requireScope(principal, 'invoices:read');
  if (!fromPublicId('inv', id)) throw problem('not-found');
  const path = `${tenantPath(principal)}/invoices/${id}`;
  return callBilling(principal, { method: 'GET', path }, invoiceSchema);
}
