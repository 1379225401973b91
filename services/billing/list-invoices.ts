import type { Invoice } from '@/lib/billing/wire';
import { decodeCursor, invalidCursor, type Page, type PageRequest, toPage } from '@/lib/http/page';
import { problem } from '@/lib/http/problem';
import { findInvoice, findInvoices } from './invoice.repository';
import { toWireInvoice } from './invoice-view';
import type { Tenant } from './tenant';

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
