import type { Actor, Invoice } from '@/lib/billing/wire';
import { problem } from '@/lib/http/problem';
import { newId } from '@/lib/public-id';
import type { Database, Tenant } from './database';
import { announce } from './event.repository';
import { findInvoice, type InvoiceRow, lockInvoice, markPaid } from './invoice.repository';
import { book } from './ledger.repository';
import { type ChargeOutcome, type PayerAnswer, processorOf } from './payment-processor';
import {
  endPayment,
  findPayment,
  findPaymentById,
  insertPayment,
  inTransaction,
} from './payment.repository';
import { toWireInvoice } from './to-wire';

type PayRequest = { method: string; idempotencyKey: string };

/** @throws {ProblemError} 402 where the money did not move. */
function raiseUnlessPaid(outcome: ChargeOutcome): void {
  if (outcome === 'declined') throw problem('payment-declined');
  if (outcome === 'requires_action') throw problem('payment-requires-action');
}

/**
 * Pays an open invoice. The same idempotency key gives the same outcome without a second charge.
 * The invoice is locked meanwhile, so of two payments at once the second finds it paid.
 * @throws {ProblemError} 404 for an invoice that is not the tenant's, 409 `conflict` when it is not
 * open, 402 `payment-declined` or `payment-requires-action`, 422 for an unknown payment method or a
 * key that was used with another one.
 */
export async function payInvoice(
  tenant: Tenant,
  actor: Actor,
  id: string,
  request: PayRequest,
): Promise<Invoice> {
  const { method, idempotencyKey } = request;
  const outcome = await inTransaction(async (db) => {
    await lockInvoice(db, id);
    const invoice = await findInvoice(tenant, id, db);
    if (!invoice) throw problem('not-found');
    const before = await findPayment(db, id, idempotencyKey);
    if (before && before.method !== method) throw problem('idempotency-key-reused');
    if (before) return before.status;
    if (invoice.status !== 'open') {
      throw problem('conflict', { detail: `The invoice is ${invoice.status}.` });
    }
    const { total: amount, currency } = invoice;
    const status = await processorOf(tenant).charge({ amount, currency, method, idempotencyKey });
    const payment = { id: newId(), invoiceId: id, ...tenant, amount, currency };
    const by = `${actor.credential}:${actor.credential_id}`;
    await insertPayment(db, { ...payment, status, method, idempotencyKey, actor: by });
    await settlePayment(db, invoice, payment.id, status);
    return status;
  });
  raiseUnlessPaid(outcome);
  const paid = await findInvoice(tenant, id);
  if (!paid) throw problem('not-found');
  return toWireInvoice(paid);
}

/**
 * Completes a payment that required action by its payer. Idempotent.
 * @throws {ProblemError} 404 for a payment that is not the tenant's, 409 `conflict` if the invoice
 * was paid otherwise in the meantime, 402 `payment-declined` when the payer refused.
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

/**
 * Applies the outcome of a payment in the transaction that stores it: a success marks the invoice
 * paid and books it, a decline emits an event, a payment that requires action changes nothing.
 */
async function settlePayment(
  db: Database,
  invoice: InvoiceRow,
  paymentId: string,
  outcome: ChargeOutcome,
): Promise<void> {
  const { id, workspaceId, mode, total: amount, currency } = invoice;
  if (outcome === 'succeeded') {
    const paidAt = new Date();
    await markPaid(db, id, paidAt);
    await book(db, { workspaceId, mode }, `payment:${paymentId}`, currency, [
      { book: 'cash', amount },
      { book: 'receivable', amount: -amount },
    ]);
    await announce(db, 'invoice.paid', { ...invoice, status: 'paid', paidAt });
  }
  if (outcome === 'declined') {
    await announce(db, 'invoice.payment_failed', invoice, 'payment-declined');
  }
}
