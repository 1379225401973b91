import { requireScope } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { requireInvoice } from './require-invoice';
import type { Invoice } from './wire';

/**
 * One invoice of the workspace.
 * @throws {ProblemError} 403 `insufficient-scope`; 404 `not-found`; 503.
 */
export async function getInvoice(principal: Principal, id: string): Promise<Invoice> {
  requireScope(principal, 'invoices:read');
  return requireInvoice(principal, id);
}
