import { billingDatabase, type Database, type Tenant } from './database';
import type { PricedLine } from './price-usage';
import type { Invoice, InvoiceLine } from './prisma/generated/client';

export type InvoiceRow = Invoice & { lines: InvoiceLine[] };

const WITH_LINES = { lines: { orderBy: { position: 'asc' } } } as const;

/** The tenant's invoices, newest first. `before` is the id that the page before ended with. */
export function findInvoices(
  tenant: Tenant,
  take: number,
  before: { period: string; id: string } | undefined,
): Promise<InvoiceRow[]> {
  const { workspaceId, mode } = tenant;
  return billingDatabase().invoice.findMany({
    where: {
      workspaceId,
      mode,
      ...(before && {
        OR: [{ period: { lt: before.period } }, { period: before.period, id: { lt: before.id } }],
      }),
    },
    orderBy: [{ period: 'desc' }, { id: 'desc' }],
    take,
    include: WITH_LINES,
  });
}

/** One invoice, only if it is the tenant's. */
export function findInvoice(
  tenant: Tenant,
  id: string,
  db: Database = billingDatabase(),
): Promise<InvoiceRow | null> {
  const { workspaceId, mode } = tenant;
  return db.invoice.findFirst({ where: { id, workspaceId, mode }, include: WITH_LINES });
}

/**
 * Writes an invoice with its lines, in their order.
 * @returns false where the account has an invoice for that month already.
 */
export async function insertInvoice(
  db: Database,
  invoice: Invoice,
  lines: readonly PricedLine[],
): Promise<boolean> {
  const { count } = await db.invoice.createMany({ data: [invoice], skipDuplicates: true });
  if (count === 0) return false;
  await db.invoiceLine.createMany({
    data: lines.map((line, position) => ({ ...line, position, invoiceId: invoice.id })),
  });
  return true;
}

/** What the account's invoices have charged so far: quantity by month of use and meter. */
export async function readBilledQuantities(
  accountId: string,
  db: Database = billingDatabase(),
): Promise<Map<string, Map<string, string>>> {
  const rows = await db.$queryRaw<
    { period: string; meter: string | null; quantity: string | null }[]
  >`
    SELECT i."period" AS period, NULL AS meter, NULL AS quantity
    FROM "billing"."invoice" i WHERE i."account_id" = ${accountId}::uuid
    UNION ALL
    SELECT l."usage_period", l."meter", sum(l."quantity")::text
    FROM "billing"."invoice_line" l JOIN "billing"."invoice" i ON i."id" = l."invoice_id"
    WHERE i."account_id" = ${accountId}::uuid AND l."usage_period" IS NOT NULL
    GROUP BY 1, 2`;
  const months = new Map<string, Map<string, string>>();
  for (const { period, meter, quantity } of rows) {
    const month = months.get(period) ?? new Map<string, string>();
    if (meter !== null && quantity !== null) month.set(meter, quantity);
    months.set(period, month);
  }
  return months;
}

/** Locks an invoice until the transaction ends, so that two payments wait for each other. */
export async function lockInvoice(db: Database, id: string): Promise<void> {
  await db.$queryRaw`SELECT 1 FROM "billing"."invoice" WHERE "id" = ${id}::uuid FOR UPDATE`;
}

/** Marks an open invoice as paid. */
export async function markPaid(db: Database, id: string, paidAt: Date): Promise<void> {
  await db.invoice.update({ where: { id, status: 'open' }, data: { status: 'paid', paidAt } });
}
