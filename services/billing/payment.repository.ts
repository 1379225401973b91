import { billingDatabase, type Database } from './database';
import type { Payment } from './prisma/generated/client';

/** Runs in one transaction: all of it is stored, or nothing. */
export function inTransaction<T>(run: (db: Database) => Promise<T>): Promise<T> {
  return billingDatabase().$transaction(run);
}

/** The attempt that was made with this key before, if any. */
export function findPayment(
  db: Database,
  invoiceId: string,
  idempotencyKey: string,
): Promise<Payment | null> {
  return db.payment.findUnique({
    where: { invoiceId_idempotencyKey: { invoiceId, idempotencyKey } },
  });
}

/** Records an attempt. */
export async function insertPayment(db: Database, payment: Omit<Payment, 'createdAt'>) {
  await db.payment.create({ data: payment });
}

/** The attempts to pay an invoice, the last first. */
export function findPayments(invoiceId: string): Promise<Payment[]> {
  return billingDatabase().payment.findMany({ where: { invoiceId }, orderBy: { id: 'desc' } });
}

/** One attempt to pay an invoice. */
export function findPaymentById(
  db: Database,
  invoiceId: string,
  id: string,
): Promise<Payment | null> {
  return db.payment.findFirst({ where: { id, invoiceId } });
}

/** Notes how an attempt ended that waited for its payer. */
export async function endPayment(
  db: Database,
  id: string,
  status: 'succeeded' | 'declined',
): Promise<void> {
  await db.payment.update({ where: { id, status: 'requires_action' }, data: { status } });
}
