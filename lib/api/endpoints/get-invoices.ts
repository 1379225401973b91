import { z } from 'zod';
import { listInvoices } from '@/lib/billing/client';
import { pageQuery } from '@/lib/http/page';
import { defineEndpoint } from '../endpoint';
import { pageOf } from '../schemas/common-schema';
import { invoiceOutput } from '../schemas/invoice-schema';

export const getInvoices = defineEndpoint({
  method: 'GET',
  path: '/api/v1/invoices',
  operation: 'listInvoices',
  summary: 'List invoices, newest month first',
  scope: 'invoices:read',
  query: z.strictObject(pageQuery),
  answers: { 200: { description: 'A page of invoices.', schema: pageOf(invoiceOutput) } },
  async handle({ principal, query }) {
    return { body: await listInvoices(principal, query) };
  },
});
