import { requireScope } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { problem } from '@/lib/http/problem';
import { fromPublicId } from '@/lib/public-id';
import { callBilling, tenantPath } from './call-billing';
import { type Invoice, invoiceSchema, payRequestSchema } from './wire';

/**
 * Pays an open invoice. The same idempotency key never charges twice, so the call may be repeated.
 * @param request `paymentMethod`: in test mode `pm_test_ok`, `pm_test_declined` or
 * `pm_test_requires_action`.
 * @throws {ProblemError} 402 `payment-declined` or `payment-requires-action`, 403, 404, 409
 * `conflict` when it is not open, 422, 503.
 */
export async function payInvoice(
  principal: Principal,
  id: string,
  request: { paymentMethod: string; idempotencyKey: string },
): Promise<Invoice> {
  requireScope(principal, 'payments:write');
  if (!fromPublicId('inv', id)) throw problem('not-found');
  const body = payRequestSchema.parse({
    payment_method: request.paymentMethod,
    idempotency_key: request.idempotencyKey,
  });
  const path = `${tenantPath(principal)}/invoices/${id}/pay`;
  return callBilling(principal, { method: 'POST', path, body, idempotent: true }, invoiceSchema);
}
