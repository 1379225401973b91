import { requireScope } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import type { Page, PageRequest } from '@/lib/http/page';
import { callBilling, tenantPath } from './call-billing';
import { type Invoice, invoicePageSchema } from './wire';

/**
 * The workspace's invoices in the principal's mode, newest month first.
 * @throws {ProblemError} 403 `insufficient-scope`, 422 for a bad cursor, 503.
 */
export async function listInvoices(
  principal: Principal,
  page: PageRequest,
): Promise<Page<Invoice>> {
  requireScope(principal, 'invoices:read');
  const query = new URLSearchParams({ limit: String(page.limit) });
  if (page.cursor !== undefined) query.set('cursor', page.cursor);
  const path = `${tenantPath(principal)}/invoices?${query}`;
  return callBilling(principal, { method: 'GET', path }, invoicePageSchema);
}
