import type { Payment as WirePayment } from '@/lib/billing/wire';
import { problem } from '@/lib/http/problem';
import { toPublicId } from '@/lib/public-id';
import { findInvoice } from './invoice.repository';
import { findPayments } from './payment.repository';
import type { Tenant } from './tenant';

/**
 * The attempts to pay one invoice of the tenant, the last first.
 * @throws {ProblemError} 404 for an invoice that is not the tenant's.
 */
export async function listPayments(
  tenant: Tenant,
  invoiceId: string,
): Promise<{ payments: WirePayment[] }> {
  if (!(await findInvoice(tenant, invoiceId))) throw problem('not-found');
  const payments = (await findPayments(invoiceId)).map((payment) => ({
    id: toPublicId('pay', payment.id),
    status: payment.status,
    method: payment.method,
    amount: Number(payment.amount),
    currency: payment.currency,
    created_at: payment.createdAt.toISOString(),
  }));
  return { payments };
}
