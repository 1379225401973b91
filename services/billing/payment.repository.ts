import { billingDatabase, type Database } from './database';
import type { Payment } from './prisma/generated/client';

/** Milliseconds: to get a connection, and to finish. */
const LIMITS = { maxWait: 5_000, timeout: 10_000 };

/** Runs in one transaction: all of it is stored, or nothing. */
export function inTransaction<T>(run: (db: Database) => Promise<T>): Promise<T> {
  return billingDatabase().$transaction(run, LIMITS);
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
