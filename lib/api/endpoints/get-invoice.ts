import { getInvoice as readInvoice } from '@/lib/billing/client';
import { defineEndpoint } from '../endpoint';
import { invoiceOutput, invoiceParams } from '../schemas/invoice-schema';

export const getInvoice = defineEndpoint({
  method: 'GET',
  path: '/api/v1/invoices/{id}',
  operation: 'getInvoice',
  summary: 'Read one invoice',
  scope: 'invoices:read',
  params: invoiceParams,
  answers: { 200: { description: 'The invoice.', schema: invoiceOutput } },
  async handle({ principal, params }) {
    return { body: await readInvoice(principal, params.id) };
  },
});
