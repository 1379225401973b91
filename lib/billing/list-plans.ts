import type { Principal } from '@/lib/auth/principal';
import { requireScope } from '@/lib/auth/authorize';
import { callBilling, tenantPath } from './call-billing';
import { type Plan, plansSchema, type UpcomingInvoice, upcomingInvoiceSchema } from './wire';

/**
 * The plans on offer, the cheapest first.
 * @throws {ProblemError} 403 `insufficient-scope`, 503.
 */
export async function listPlans(principal: Principal): Promise<Plan[]> {
  requireScope(principal, 'invoices:read');
  const call = { method: 'GET', path: '/v1/plans' } as const;
  return (await callBilling(principal, call, plansSchema)).plans;
}

/**
 * The invoice that this month would get with the usage that has reached billing.
 * @throws {ProblemError} 403 `insufficient-scope`, 503.
 */
export async function getUpcomingInvoice(principal: Principal): Promise<UpcomingInvoice> {
  requireScope(principal, 'invoices:read');
  const path = `${tenantPath(principal)}/upcoming-invoice`;
  return callBilling(principal, { method: 'GET', path }, upcomingInvoiceSchema);
}
