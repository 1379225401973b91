import { newId } from '@/lib/public-id';
import { type AccountRow, findOrCreateAccount, listAccounts, planIn } from './account.repository';
import { type BillingPeriod, periodBounds } from './billing-period';
import { computeLines } from './compute-lines';
import { announce } from './event.repository';
import { insertInvoice } from './invoice.repository';
import { book } from './ledger.repository';
import { inTransaction } from './payment.repository';
import { lockAccount } from './plan.repository';
import { sumLines } from './price-usage';
import { findTenantsWithUsage } from './usage-total.repository';

const PAYMENT_TERM_MS = 14 * 24 * 3_600_000;

/** `TG-202611-` and the end of the account's id: one number for one account and month. */
function invoiceNumber(account: AccountRow, period: BillingPeriod): string {
  return `TG-${period.replace('-', '')}-${account.id.slice(-8).toUpperCase()}`;
}

/**
 * Issues an account's invoice for a month from the usage that billing has. A second call for the
 * same month changes nothing. An invoice of nothing is paid at once.
 * @returns the id of the invoice that was issued; null where there was one already.
 */
export async function issueInvoice(
  account: AccountRow,
  period: BillingPeriod,
  issuedAt = new Date(),
): Promise<string | null> {
  periodBounds(period);
  const { id: accountId, workspaceId, mode } = account;
  const { currency } = planIn(account, period);
  const id = newId();
  return inTransaction(async (db) => {
    // Two runs at once must not both charge what came late.
    await lockAccount(db, accountId);
    const lines = await computeLines(account, period, db);
    const total = sumLines(lines);
    const invoice = {
      id,
      accountId,
      workspaceId,
      mode,
      number: invoiceNumber(account, period),
      status: total === 0n ? ('paid' as const) : ('open' as const),
      currency,
      period,
      total,
      issuedAt,
      dueAt: new Date(issuedAt.getTime() + PAYMENT_TERM_MS),
      paidAt: total === 0n ? issuedAt : null,
    };
    if (!(await insertInvoice(db, invoice, lines))) return null;
    if (total > 0n) {
      await book(db, { workspaceId, mode }, `invoice:${id}`, currency, [
        { book: 'receivable', amount: total },
        { book: 'revenue', amount: -total },
      ]);
    }
    await announce(db, 'invoice.issued', invoice);
    return id;
  });
}

/** What a run did. `failed`: the accounts that got none, each with its reason. */
type InvoiceRun = { issued: number; existing: number; failed: string[] };

/**
 * Issues the invoices of all accounts for a month that has ended. Repeatable.
 *
 * Attack: a tenant sends quantities whose price no invoice can hold. Its own invoice fails; everyone
 * else's is issued.
 * @throws {RangeError} when the text names no month, or the month has not ended.
 */
export async function issueInvoices(period: BillingPeriod, now = new Date()): Promise<InvoiceRun> {
  if (periodBounds(period).end > now) throw new RangeError(`${period} has not ended yet`);
  let issued = 0;
  const failed: string[] = [];
  // A tenant that only ever sent events has no account yet.
  for (const tenant of await findTenantsWithUsage(period)) await findOrCreateAccount(tenant);
  const accounts = await listAccounts();
  for (const account of accounts) {
    try {
      if (await issueInvoice(account, period, now)) issued += 1;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      failed.push(`${account.workspaceId} ${account.mode}: ${error.message}`);
    }
  }
  return { issued, existing: accounts.length - issued - failed.length, failed };
}
