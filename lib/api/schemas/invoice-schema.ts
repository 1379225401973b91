import { z } from 'zod';
import { timestampOutput } from './common-schema';

export const invoiceOutput = z.object({
  id: z.string().describe('inv_…'),
  number: z.string(),
  status: z.enum(['open', 'paid', 'void']),
  currency: z.string(),
  period: z.object({ start: timestampOutput, end: timestampOutput }),
  issued_at: timestampOutput,
  due_at: timestampOutput,
  paid_at: timestampOutput.nullable(),
  total: z.int().describe('Minor units of the currency.'),
  lines: z.array(
    z.object({
      description: z.string(),
      meter: z.string().nullable(),
      usage_period: z
        .string()
        .nullable()
        .describe('The month in which it was used, such as 2026-11; null for a fixed price.'),
      quantity: z.string(),
      unit_price: z.string(),
      amount: z.int().describe('Minor units of the currency.'),
    }),
  ),
});

/** The id of an invoice in a path. */
export const invoiceParams = z.object({ id: z.string().describe('inv_…') });
