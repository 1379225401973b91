import { newId } from '@/lib/public-id';
import { billingDatabase, type Database, type Tenant } from './database';
import type { Book } from './prisma/generated/client';

type Booking = { book: Book; amount: bigint };

/**
 * Books one business event. Positive is debit, negative is credit.
 * @throws {RangeError} when the entries do not sum to zero; the database refuses it, too.
 */
export async function book(
  db: Database,
  tenant: Tenant,
  reference: string,
  currency: string,
  bookings: readonly Booking[],
): Promise<void> {
  const sum = bookings.reduce((total, { amount }) => total + amount, 0n);
  if (sum !== 0n) throw new RangeError(`${reference} does not balance: ${sum}`);
  const { workspaceId, mode } = tenant;
  const id = newId();
  await db.ledgerTransaction.create({ data: { id, workspaceId, mode, reference } });
  await db.ledgerEntry.createMany({
    data: bookings.map(({ book, amount }) => ({ transactionId: id, book, amount, currency })),
  });
}

/** The tenant's balance of one book in minor units. */
export async function balanceOf(tenant: Tenant, ledger: Book): Promise<bigint> {
  const { workspaceId, mode } = tenant;
  const { _sum } = await billingDatabase().ledgerEntry.aggregate({
    where: { book: ledger, transaction: { workspaceId, mode } },
    _sum: { amount: true },
  });
  return _sum.amount ?? 0n;
}
