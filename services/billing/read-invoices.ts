import type { Invoice, Payment as WirePayment, UpcomingInvoice } from '@/lib/billing/wire';
import { decodeCursor, invalidCursor, type Page, type PageRequest, toPage } from '@/lib/http/page';
import { problem } from '@/lib/http/problem';
import { toPublicId } from '@/lib/public-id';
import { findOrCreateAccount, planIn } from './account.repository';
import { periodOf } from './billing-period';
import { computeLines } from './compute-lines';
import type { Tenant } from './database';
import { findInvoice, findInvoices } from './invoice.repository';
import { findPayments } from './payment.repository';
import { fitsInvoice, sumLines } from './price-usage';
import { toWireInvoice, toWireLine } from './to-wire';

/** The name inside its cursors. */
const LIST = 'invoices';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * A page of the tenant's invoices, newest month first.
 * @throws {ProblemError} 422 for a cursor that is none of this list.
 */
export async function listInvoices(tenant: Tenant, page: PageRequest): Promise<Page<Invoice>> {
  const position = decodeCursor(LIST, page.cursor, 2);
  const [period = '', id = ''] = position ?? [];
  if (position && !UUID.test(id)) throw invalidCursor();
  const before = position ? { period, id } : undefined;
  const rows = await findInvoices(tenant, page.limit + 1, before);
  return toPage(LIST, rows, page.limit, toWireInvoice, (row) => [row.period, row.id]);
}

/**
 * One invoice of the tenant.
 * @throws {ProblemError} 404 `not-found`, the same for one of another tenant and one that is not.
 */
export async function getInvoice(tenant: Tenant, id: string): Promise<Invoice> {
  const row = await findInvoice(tenant, id);
  if (!row) throw problem('not-found');
  return toWireInvoice(row);
}

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

/** The invoice that this month would get with the usage that billing knows now. */
export async function getUpcomingInvoice(
  tenant: Tenant,
  now = new Date(),
): Promise<UpcomingInvoice> {
  const account = await findOrCreateAccount(tenant);
  const period = periodOf(now);
  const lines = await computeLines(account, period);
  const { currency } = planIn(account, period);
  if (!fitsInvoice(lines)) return { period, currency, total: null, lines: [] };
  return {
    period,
    currency,
    total: Number(sumLines(lines)),
    lines: lines.map(toWireLine),
  };
}
