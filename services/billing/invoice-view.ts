import type { Invoice as WireInvoice } from '@/lib/billing/wire';
import { toPublicId } from '@/lib/public-id';
import { periodBounds } from './billing-period';
import type { InvoiceRow } from './invoice.repository';

/** The exact text of a stored decimal, without an exponent. */
export function decimalText(value: { toFixed(): string }): string {
  return value.toFixed();
}

/** An invoice as it goes over the wire. */
export function toWireInvoice(row: InvoiceRow): WireInvoice {
  const { start, end } = periodBounds(row.period);
  return {
    id: toPublicId('inv', row.id),
    number: row.number,
    status: row.status,
    currency: row.currency,
    period: { start: start.toISOString(), end: end.toISOString() },
    issued_at: row.issuedAt.toISOString(),
    due_at: row.dueAt.toISOString(),
    paid_at: row.paidAt?.toISOString() ?? null,
    total: Number(row.total),
    lines: row.lines.map((line) => ({
      description: line.description,
      meter: line.meter,
      quantity: decimalText(line.quantity),
      unit_price: decimalText(line.unitPrice),
      amount: Number(line.amount),
    })),
  };
}
