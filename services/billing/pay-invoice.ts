import type { Actor, Invoice } from '@/lib/billing/wire';
import { problem } from '@/lib/http/problem';
import { newId } from '@/lib/public-id';
import { findInvoice, lockInvoice } from './invoice.repository';
import { toWireInvoice } from './invoice-view';
import { findPayment, insertPayment, inTransaction } from './payment.repository';
import { type ChargeOutcome, processorOf } from './payment-processor';
import { settlePayment } from './settle-payment';
import type { Tenant } from './tenant';

type PayRequest = { method: string; idempotencyKey: string };

/** @throws {ProblemError} 402 where the money did not move. */
export function raiseUnlessPaid(outcome: ChargeOutcome): void {
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
