import { z } from 'zod';

/**
 * Every event that a webhook can carry: when it happens and the shape of its `data`. It lies in the
 * bottom layer because keys, billing and usage all emit, and none may import the webhooks.
 */

const invoice = z.object({
  invoice: z.object({
    id: z.string().describe('Public id, `inv_…`.'),
    number: z.string(),
    status: z.enum(['open', 'paid', 'void']),
    currency: z.string(),
    total: z.int().describe('Minor units of the currency.'),
    period: z.object({ start: z.iso.datetime(), end: z.iso.datetime() }),
    issued_at: z.iso.datetime(),
    due_at: z.iso.datetime(),
    paid_at: z.iso.datetime().nullable(),
  }),
});

const paymentFailed = invoice.extend({ reason: z.string().describe('Why, as a slug.') });

const key = z.object({
  key: z.object({
    id: z.string().describe('The 8 public characters inside the key.'),
    name: z.string(),
    expires_at: z.iso.datetime(),
  }),
});

const keyRevoked = key.extend({ reason: z.string().nullable() });

const test = z.object({ message: z.string() });

const disabled = z.object({
  endpoint: z.object({
    id: z.string().describe('Public id, `whe_…`.'),
    url: z.string(),
    reason: z.enum(['failing', 'gone']),
  }),
});

export const WEBHOOK_EVENTS = {
  'invoice.issued': { when: 'An invoice was issued.', data: invoice },
  'invoice.paid': { when: 'An invoice was paid.', data: invoice },
  'invoice.payment_failed': { when: 'A payment was declined.', data: paymentFailed },
  'key.expiring': { when: 'An API key expires in 7 days, and again in 1 day.', data: key },
  'key.revoked': { when: 'An API key was revoked.', data: keyRevoked },
  'webhook.disabled': { when: 'Another endpoint was disabled automatically.', data: disabled },
  'webhook.test': { when: 'You pressed "send a test event".', data: test },
} as const;

export type WebhookEventType = keyof typeof WEBHOOK_EVENTS;

export type WebhookEventData<Type extends WebhookEventType> = z.output<
  (typeof WEBHOOK_EVENTS)[Type]['data']
>;

/** The types that an endpoint can choose. A test event goes to the one endpoint it was asked for. */
export const SUBSCRIBABLE_EVENTS = (Object.keys(WEBHOOK_EVENTS) as WebhookEventType[]).filter(
  (type) => type !== 'webhook.test',
);

/**
 * The exact text that is stored, signed and sent. `mode` is in it, so that a receiver never takes a
 * test event for a live one.
 * @throws {ZodError} when the data is not what the catalogue says: a fault of ours.
 * @see https://www.standardwebhooks.com, "Payload structure"
 */
export function writeWebhookPayload<Type extends WebhookEventType>(
  type: Type,
  mode: 'test' | 'live',
  data: WebhookEventData<Type>,
  time = new Date(),
): string {
  const checked = WEBHOOK_EVENTS[type].data.parse(data);
  return JSON.stringify({ type, timestamp: time.toISOString(), mode, data: checked });
}
