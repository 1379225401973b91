import { z } from 'zod';
import { textSchema } from '@/lib/http/text-schema';
import { METER_KEY_PATTERN } from '@/lib/usage/create-meter';
import { timestampOutput } from './common-schema';

const aggregation = z
  .enum(['count', 'sum', 'max', 'unique'])
  .describe('count of events, sum or max of quantity, or different values of one property.');

export const meterInput = z.strictObject({
  key: z.string().regex(METER_KEY_PATTERN, 'Lower-case letter first, then letters, digits or _.'),
  name: textSchema(80).refine((name) => name.trim() !== '', 'Not a name.'),
  aggregation,
  property: textSchema(64).optional().describe('For unique: the property that is counted.'),
});

export const meterOutput = z.object({
  id: z.string().describe('mtr_…'),
  key: z.string(),
  name: z.string(),
  aggregation,
  property: z.string().nullable(),
  created_at: timestampOutput,
});
