import type { Invoice as WireInvoice, InvoiceLine, Plan } from '@/lib/billing/wire';
import { toPublicId } from '@/lib/public-id';
import type { PlanRow } from './account.repository';
import { periodBounds } from './billing-period';
import type { InvoiceRow } from './invoice.repository';
import type { PricedLine, PricedPlan } from './price-usage';

/** The exact text of a stored decimal, without an exponent. */
function decimalText(value: { toFixed(): string }): string {
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

/** A plan as it goes over the wire. */
export function toWirePlan(plan: PlanRow): Plan {
  return {
    key: plan.key,
    name: plan.name,
    currency: plan.currency,
    monthly_fee: Number(plan.monthlyFee),
    tiers: plan.tiers.map((tier) => ({
      meter: tier.meter,
      up_to: tier.upTo === null ? null : decimalText(tier.upTo),
      unit_price: decimalText(tier.unitPrice),
    })),
  };
}

/** A plan as prices are computed with it. */
export function toPricedPlan(plan: PlanRow): PricedPlan {
  return {
    name: plan.name,
    currency: plan.currency,
    monthlyFee: plan.monthlyFee,
    tiers: plan.tiers.map((tier) => ({
      meter: tier.meter,
      upTo: tier.upTo === null ? null : decimalText(tier.upTo),
      unitPrice: decimalText(tier.unitPrice),
    })),
  };
}
