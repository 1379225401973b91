import type { Database } from './database';
import { announce } from './event.repository';
import { type InvoiceRow, markPaid } from './invoice.repository';
import { book } from './ledger.repository';
import type { ChargeOutcome } from './payment-processor';

/**
 * What follows from the outcome of a payment, in the transaction that stores it: a success pays the
 * invoice and is booked, a decline is told. One that waits for its payer changes nothing.
 */
export async function settlePayment(
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
