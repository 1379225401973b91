import { z } from 'zod';
import { textSchema } from '@/lib/http/text-schema';
import { readUsage } from '@/lib/usage/read-usage';
import { defineEndpoint } from '../endpoint';
import { timeOrDayInput, timestampOutput } from '../schemas/common-schema';
import { quantityOutput } from '../schemas/event-schema';

const DEFAULT_RANGE_MS = { hour: 86_400_000, day: 30 * 86_400_000 };

export const getUsage = defineEndpoint({
  method: 'GET',
  path: '/api/v1/usage',
  operation: 'readUsage',
  summary: 'Usage of a meter by hour or day',
  description: 'From `from` (inclusive) to `to` (exclusive), in whole hours or days of UTC.',
  scope: 'usage:read',
  query: z.strictObject({
    meter: textSchema(64).describe('The key of a meter.'),
    from: timeOrDayInput.optional().describe('Start. A day or 30 days before `to` where left out.'),
    to: timeOrDayInput.optional().describe('End. Now where left out.'),
    granularity: z.enum(['hour', 'day']).default('day'),
  }),
  answers: {
    200: {
      description: 'One entry an hour or day, and the total.',
      schema: z.object({
        data: z.array(
          z.object({ start: timestampOutput, end: timestampOutput, quantity: quantityOutput }),
        ),
        total: quantityOutput,
      }),
    },
  },
  async handle({ principal, query: { meter, granularity, ...range } }) {
    const to = range.to ? new Date(range.to) : new Date();
    const from = range.from
      ? new Date(range.from)
      : new Date(to.getTime() - DEFAULT_RANGE_MS[granularity]);
    return { body: await readUsage(principal, { meter, from, to, granularity }) };
  },
});
