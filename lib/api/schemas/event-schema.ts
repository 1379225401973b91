import { z } from 'zod';
import { textSchema } from '@/lib/http/text-schema';
import { MAX_EVENTS_PER_CALL } from '@/lib/usage/record-events';
import { timestampInput, timestampOutput } from './common-schema';
import { propertiesInput } from './properties-schema';

const MAX_QUANTITY = 1e15;

export const eventInput = z.strictObject({
  id: textSchema(255).describe(
    'Your own id of the event. A resend of the same id changes nothing.',
  ),
  meter: textSchema(64).describe('The key of a meter.'),
  quantity: z
    .union([
      z.number().min(0).max(MAX_QUANTITY),
      z.string().regex(/^(0|[1-9]\d{0,14})(\.\d{1,9})?$/, 'A decimal with up to 9 places.'),
    ])
    .describe(
      'How much: a number, rounded to 9 places, or a decimal in a string where exact places count.',
    ),
  time: timestampInput.optional().describe('When it happened. Now, where it is left out.'),
  customer: textSchema(255).optional().describe('Who used it: your own name of your customer.'),
  properties: propertiesInput.optional().describe('Whatever else you want to keep with it.'),
});

export const eventsInput = z.strictObject({
  events: z.array(eventInput).min(1).max(MAX_EVENTS_PER_CALL),
});

export const eventsAccepted = z.object({
  accepted: z.int().describe('Events that were new.'),
  duplicates: z.int().describe('Events whose id was there already.'),
});

/** A quantity in an answer: exact, whichever form it takes. */
export const quantityOutput = z
  .union([z.number(), z.string()])
  .describe('A number, or a decimal in a string where a number would not be exact.');

export const eventOutput = z.object({
  id: z.string(),
  meter: z.string(),
  quantity: quantityOutput,
  time: timestampOutput,
  customer: z.string().nullable(),
  properties: z.record(z.string(), z.unknown()).nullable(),
  received_at: timestampOutput,
});
