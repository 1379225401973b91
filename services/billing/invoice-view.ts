import type { InvoiceLine, Invoice as WireInvoice } from '@/lib/billing/wire';
import { toPublicId } from '@/lib/public-id';
import { periodBounds } from './billing-period';
import type { InvoiceRow } from './invoice.repository';
import type { PricedLine } from './price-usage';

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
    lines: row.lines.map((line) =>
      toWireLine({
        ...line,
        quantity: decimalText(line.quantity),
        unitPrice: decimalText(line.unitPrice),
      }),
    ),
  };
}

/** A line of an invoice as it goes over the wire. */
export function toWireLine(line: PricedLine): InvoiceLine {
  return {
    description: line.description,
    meter: line.meter,
    usage_period: line.usagePeriod,
    quantity: line.quantity,
    unit_price: line.unitPrice,
    amount: Number(line.amount),
  };
}
