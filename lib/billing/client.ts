import { recordAuditEvent } from '@/lib/audit/audit-event.repository';
import { requireOwner, requireRecentAuthentication, requireScope } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import type { Page, PageRequest } from '@/lib/http/page';
import { problem } from '@/lib/http/problem';
import { fromPublicId, toPublicId } from '@/lib/public-id';
import { callBilling, tenantPath } from './call-billing';
import {
  type BillingAccount,
  billingAccountSchema,
  type BillingEvent,
  billingEventsSchema,
  healthSchema,
  type Invoice,
  invoicePageSchema,
  invoiceSchema,
  type Payment,
  paymentsSchema,
  payRequestSchema,
  type Plan,
  plansSchema,
  type UpcomingInvoice,
  upcomingInvoiceSchema,
  type UsageReceipt,
  usageReceiptSchema,
  type UsageTotal,
} from './wire';

/**
 * Lists the workspace's invoices in the principal's mode, most recent month first.
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

/**
 * Gets one invoice of the workspace.
 * @throws {ProblemError} 403 `insufficient-scope`; 404 `not-found`; 503.
 */
export async function getInvoice(principal: Principal, id: string): Promise<Invoice> {
  requireScope(principal, 'invoices:read');
  return requireInvoice(principal, id);
}

/**
 * Loads an invoice without asking for a scope: the caller has checked its own.
 * @throws {ProblemError} 404 `not-found`, identical for an unknown id, a malformed id and an invoice
 * of another workspace or mode; 503.
 */
export async function requireInvoice(principal: Principal, id: string): Promise<Invoice> {
  if (!fromPublicId('inv', id)) throw problem('not-found');
  const path = `${tenantPath(principal)}/invoices/${id}`;
  return callBilling(principal, { method: 'GET', path }, invoiceSchema);
}

/**
 * Pays an open invoice. Safe to retry: one idempotency key charges at most once.
 * @param request `paymentMethod`: in test mode `pm_test_ok`, `pm_test_declined` or
 * `pm_test_requires_action`.
 * @throws {ProblemError} 401 `insufficient-user-authentication` for live money with an access token
 * whose person signed in too long ago, 402 `payment-declined` or `payment-requires-action`, 403, 404,
 * 409 `conflict` if it is not open, 422, 503.
 */
export async function payInvoice(
  principal: Principal,
  id: string,
  request: { paymentMethod: string; idempotencyKey: string },
): Promise<Invoice> {
  requireScope(principal, 'payments:write');
  if (principal.mode === 'live') requireRecentAuthentication(principal);
  if (!fromPublicId('inv', id)) throw problem('not-found');
  const body = payRequestSchema.parse({
    payment_method: request.paymentMethod,
    idempotency_key: request.idempotencyKey,
  });
  const path = `${tenantPath(principal)}/invoices/${id}/pay`;
  return callBilling(principal, { method: 'POST', path, body, idempotent: true }, invoiceSchema);
}

/**
 * Lists the payment attempts of an invoice, most recent first.
 * @throws {ProblemError} 403 `insufficient-scope`, 404, 503.
 */
export async function listPayments(principal: Principal, invoice: string): Promise<Payment[]> {
  requireScope(principal, 'invoices:read');
  if (!fromPublicId('inv', invoice)) throw problem('not-found');
  const path = `${tenantPath(principal)}/invoices/${invoice}/payments`;
  return (await callBilling(principal, { method: 'GET', path }, paymentsSchema)).payments;
}

/**
 * Completes a payment that requires action by the payer (`pm_test_requires_action` in test mode).
 * @throws {ProblemError} 402 `payment-declined` if they refuse, 403, 404, 409 `conflict` if the
 * invoice has been paid otherwise, 503.
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

/**
 * Gets the workspace's plan, its prices and the amount due.
 * @throws {ProblemError} 403 `insufficient-scope`, 503.
 */
export async function getBillingAccount(principal: Principal): Promise<BillingAccount> {
  requireScope(principal, 'invoices:read');
  const path = `${tenantPath(principal)}/account`;
  return callBilling(principal, { method: 'GET', path }, billingAccountSchema);
}

/**
 * Lists the available plans, cheapest first.
 * @throws {ProblemError} 403 `insufficient-scope`, 503.
 */
export async function listPlans(principal: Principal): Promise<Plan[]> {
  requireScope(principal, 'invoices:read');
  const call = { method: 'GET', path: '/v1/plans' } as const;
  return (await callBilling(principal, call, plansSchema)).plans;
}

/**
 * Previews the current month's invoice from the usage billing has received so far.
 * @throws {ProblemError} 403 `insufficient-scope`, 503.
 */
export async function getUpcomingInvoice(principal: Principal): Promise<UpcomingInvoice> {
  requireScope(principal, 'invoices:read');
  const path = `${tenantPath(principal)}/upcoming-invoice`;
  return callBilling(principal, { method: 'GET', path }, upcomingInvoiceSchema);
}

/**
 * Changes the workspace's plan in the principal's mode. Upgrades apply to the current month,
 * downgrades from the next.
 * @throws {ProblemError} 403 `forbidden` for a member, 422 for an unknown plan, 503.
 * @see docs/decisions/0029-plan-changes.md
 */
export async function changePlan(principal: Principal, plan: string): Promise<BillingAccount> {
  requireOwner(principal);
  requireScope(principal, 'payments:write');
  const path = `${tenantPath(principal)}/plan`;
  const call = { method: 'PUT', path, body: { plan }, idempotent: true } as const;
  const account = await callBilling(principal, call, billingAccountSchema);
  const { workspaceId, userId, mode } = principal;
  await recordAuditEvent({
    workspaceId,
    actor: toPublicId('usr', userId),
    action: 'plan.changed',
    object: plan,
    mode,
    detail: { from: account.next_plan?.from ?? 'now' },
  });
  return account;
}

/**
 * Sends 1 to 1,000 usage totals. Idempotent. Runs for the system, so it takes no principal.
 * @throws {ProblemError} 422, 503.
 */
export function sendUsageTotals(totals: readonly UsageTotal[]): Promise<UsageReceipt> {
  const call = { method: 'PUT', path: '/v1/usage-totals', body: { totals } } as const;
  return callBilling(null, call, usageReceiptSchema);
}

/**
 * Lists up to 100 billing events after a position, in order. Runs for the system, so it takes no
 * principal.
 * @throws {ProblemError} 503.
 */
export async function listBillingEvents(after: number): Promise<BillingEvent[]> {
  const call = { method: 'GET', path: `/v1/events?after=${after}` } as const;
  return (await callBilling(null, call, billingEventsSchema)).events;
}

/**
 * Checks that billing is up, and returns the identity under which it knows this process.
 * @throws {ProblemError} 503 `dependency-unavailable`.
 */
export function checkBillingHealth() {
  return callBilling(null, { method: 'GET', path: '/v1/health' } as const, healthSchema);
}
