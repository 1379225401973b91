import { z } from 'zod';
import { payInvoice, requireInvoice } from '@/lib/billing/client';
import { textSchema } from '@/lib/http/text-schema';
import { defineEndpoint } from '../endpoint';
import { invoiceOutput, invoiceParams } from '../schemas/invoice-schema';

export const postInvoicePay = defineEndpoint({
  method: 'POST',
  path: '/api/v1/invoices/{id}/pay',
  operation: 'payInvoice',
  summary: 'Pay an open invoice',
  scope: 'payments:write',
  params: invoiceParams,
  body: z.strictObject({
    payment_method: textSchema(128).describe(
      'In test mode: pm_test_ok, pm_test_declined or pm_test_requires_action.',
    ),
  }),
  answers: { 200: { description: 'Paid.', schema: invoiceOutput } },
  find: ({ principal, params }) => requireInvoice(principal, params.id),
  // Billing gets the same key and pays once for it.
  idempotent: true,
  async handle({ principal, params, body, idempotencyKey }) {
    const paymentMethod = body.payment_method;
    return { body: await payInvoice(principal, params.id, { paymentMethod, idempotencyKey }) };
  },
});
