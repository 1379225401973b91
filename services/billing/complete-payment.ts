import type { Invoice } from '@/lib/billing/wire';
import { problem } from '@/lib/http/problem';
import { findInvoice, lockInvoice } from './invoice.repository';
import { toWireInvoice } from './invoice-view';
import { raiseUnlessPaid } from './pay-invoice';
import { endPayment, findPaymentById, inTransaction } from './payment.repository';
import { type PayerAnswer, processorOf } from './payment-processor';
import { settlePayment } from './settle-payment';
import type { Tenant } from './tenant';

/**
 * Ends a payment that waited for its payer. Repeated, it answers the same.
 * @throws {ProblemError} 404 for a payment that is not the tenant's, 409 `conflict` when the invoice
 * was paid in another way meanwhile, 402 `payment-declined` when the payer refused.
 */
export async function completePayment(
  tenant: Tenant,
  invoiceId: string,
  paymentId: string,
  answer: PayerAnswer,
): Promise<Invoice> {
  const outcome = await inTransaction(async (db) => {
    await lockInvoice(db, invoiceId);
    const invoice = await findInvoice(tenant, invoiceId, db);
    const payment = invoice && (await findPaymentById(db, invoiceId, paymentId));
    if (!payment) throw problem('not-found');
    if (payment.status !== 'requires_action') return payment.status;
    if (invoice.status !== 'open') {
      throw problem('conflict', { detail: `The invoice is ${invoice.status}.` });
    }
    const status = await processorOf(tenant).complete(payment, answer);
    if (status === 'requires_action') return status;
    await endPayment(db, paymentId, status);
    await settlePayment(db, invoice, paymentId, status);
    return status;
  });
  raiseUnlessPaid(outcome);
  const paid = await findInvoice(tenant, invoiceId);
  if (!paid) throw problem('not-found');
  return toWireInvoice(paid);
}
