import { z } from 'zod';

/**
 * Every message between the web application and the billing service. Both ends parse with these.
 * User and tenant travel as data: mTLS says which workload calls, never for whom.
 */

export const MODES = ['test', 'live'] as const;

/**
 * As precise as the tables are: nine digits of a quantity, ten of a price. A quantity has room for
 * more than any month can sum up to: one that were refused here would hold up all that wait with it.
 */
const quantity = z.string().regex(/^\d{1,41}(\.\d{1,9})?$/);
const price = z.string().regex(/^\d{1,10}(\.\d{1,10})?$/);
const period = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);
const minorUnits = z.int();
const time = z.iso.datetime();

/** The person and credential behind a call, for billing's log and books. */
export const actorSchema = z.strictObject({
  user_id: z.uuid(),
  credential: z.string().max(32),
  credential_id: z.string().max(128),
});

/** Carries the actor as JSON. */
export const ACTOR_HEADER = 'tollgate-actor';
/** Carries the web request's id, so that one request reads as one in both logs. */
export const REQUEST_ID_HEADER = 'tollgate-request-id';

const invoiceLineSchema = z.strictObject({
  description: z.string(),
  /** null for a fixed price. */
  meter: z.string().nullable(),
  /** The month in which it was used, `2026-11`; null for a fixed price. */
  usage_period: period.nullable(),
  quantity,
  /** In whole units of the currency, e.g. `0.0004`. */
  unit_price: price,
  /** Minor units: quantity times unit price, rounded half away from zero. */
  amount: minorUnits,
});

export const invoiceSchema = z.strictObject({
  id: z.string().startsWith('inv_'),
  number: z.string(),
  status: z.enum(['open', 'paid', 'void']),
  currency: z.string().length(3),
  period: z.strictObject({ start: time, end: time }),
  issued_at: time,
  due_at: time,
  paid_at: time.nullable(),
  /** Minor units: the sum of the lines. */
  total: minorUnits,
  lines: z.array(invoiceLineSchema),
});

export const invoicePageSchema = z.strictObject({
  data: z.array(invoiceSchema),
  next_cursor: z.string().nullable(),
});

/** The most that an invoice can come to, in minor units: JSON numbers are exact up to here. */
export const MAX_INVOICE_TOTAL = Number.MAX_SAFE_INTEGER;

/**
 * The invoice that a month would get with the usage that billing knows now. `total` is null, and
 * there are no lines, where it would come to more than an invoice can hold.
 */
export const upcomingInvoiceSchema = z.strictObject({
  period,
  currency: z.string().length(3),
  total: minorUnits.nullable(),
  lines: z.array(invoiceLineSchema),
});

/** One attempt to pay an invoice. */
const paymentSchema = z.strictObject({
  id: z.string().startsWith('pay_'),
  status: z.enum(['succeeded', 'declined', 'requires_action']),
  method: z.string(),
  amount: minorUnits,
  currency: z.string().length(3),
  created_at: time,
});

export const paymentsSchema = z.strictObject({ payments: z.array(paymentSchema) });

/** What the payer answered when their bank asked. */
export const completePaymentSchema = z.strictObject({ answer: z.enum(['approve', 'refuse']) });

export const payRequestSchema = z.strictObject({
  payment_method: z.string().min(1).max(128),
  idempotency_key: z.string().min(1).max(255),
});

const planSchema = z.strictObject({
  key: z.string(),
  name: z.string(),
  currency: z.string().length(3),
  /** Fixed price of a month in minor units. */
  monthly_fee: minorUnits,
  tiers: z.array(
    z.strictObject({ meter: z.string(), up_to: quantity.nullable(), unit_price: price }),
  ),
});

export const plansSchema = z.strictObject({ plans: z.array(planSchema) });

export const changePlanSchema = z.strictObject({ plan: z.string().min(1).max(64) });

export const billingAccountSchema = z.strictObject({
  workspace_id: z.uuid(),
  mode: z.enum(MODES),
  plan: planSchema,
  /** The plan that follows, and the month from which on; null where it stays. */
  next_plan: z.strictObject({ key: z.string(), name: z.string(), from: period }).nullable(),
  /** Minor units that are owed: the sum of open invoices, read from the ledger. */
  balance: minorUnits,
});

const usageTotalSchema = z.strictObject({
  workspace_id: z.uuid(),
  mode: z.enum(MODES),
  meter: z.string().min(1).max(128),
  period,
  quantity,
  /** Grows with each total of the same meter and month; a lower one is ignored. */
  version: z.int().min(0),
});

export const usageTotalsSchema = z.strictObject({
  totals: z.array(usageTotalSchema).min(1).max(1_000),
});

export const usageReceiptSchema = z.strictObject({ applied: z.int(), ignored: z.int() });

/** What happened to an invoice, in the order that billing committed it. */
export const billingEventSchema = z.strictObject({
  sequence: z.int().min(1),
  workspace_id: z.uuid(),
  mode: z.enum(MODES),
  type: z.enum(['invoice.issued', 'invoice.paid', 'invoice.payment_failed']),
  time,
  invoice: invoiceSchema.omit({ lines: true }),
  /** Why a payment failed; null for the others. */
  reason: z.string().nullable(),
});

export const billingEventsSchema = z.strictObject({ events: z.array(billingEventSchema) });

export const healthSchema = z.strictObject({
  status: z.literal('ok'),
  /** The SPIFFE ID under which billing knows the caller. */
  peer: z.string(),
});

export type Actor = z.output<typeof actorSchema>;
export type Invoice = z.output<typeof invoiceSchema>;
export type InvoiceLine = z.output<typeof invoiceLineSchema>;
export type Plan = z.output<typeof planSchema>;
export type Payment = z.output<typeof paymentSchema>;
export type UpcomingInvoice = z.output<typeof upcomingInvoiceSchema>;
export type BillingAccount = z.output<typeof billingAccountSchema>;
export type UsageTotal = z.output<typeof usageTotalSchema>;
export type BillingEvent = z.output<typeof billingEventSchema>;
export type UsageReceipt = z.output<typeof usageReceiptSchema>;
