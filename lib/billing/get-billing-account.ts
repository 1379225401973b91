import { requireScope } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { callBilling, tenantPath } from './call-billing';
import { type BillingAccount, billingAccountSchema } from './wire';

/**
 * The workspace's plan with its price list, and what is owed.
 * @throws {ProblemError} 403 `insufficient-scope`, 503.
 */
export async function getBillingAccount(principal: Principal): Promise<BillingAccount> {
  requireScope(principal, 'invoices:read');
  const path = `${tenantPath(principal)}/account`;
  return callBilling(principal, { method: 'GET', path }, billingAccountSchema);
}
