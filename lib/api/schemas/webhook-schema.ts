import { z } from 'zod';
import { textSchema } from '@/lib/http/text-schema';
import { SUBSCRIBABLE_EVENTS } from '@/lib/webhook-event';
import { MAX_OVERLAP_SECONDS } from '@/lib/webhooks/roll-webhook-secret';
import type { DeliveryView, EndpointView } from '@/lib/webhooks/webhook-view';
import { modeOut, timeOut } from './common-schema';

/** The id of an endpoint in a path. */
export const webhookEndpointParams = z.object({ id: z.string().describe('whe_…') });

/** The ids of an endpoint and of one of its deliveries in a path. */
export const webhookDeliveryParams = webhookEndpointParams.extend({
  delivery_id: z.string().describe('whd_…'),
});

const url = textSchema(2048).describe('https, and a host on the public internet.');
const events = z
  .array(z.enum(SUBSCRIBABLE_EVENTS))
  .min(1)
  .max(50)
  .describe('The events that it gets.');
const description = textSchema(200).nullable();

export const webhookEndpointIn = z.strictObject({
  url,
  events,
  description: description.optional(),
});

export const webhookEndpointChange = webhookEndpointIn.partial().extend({
  status: z
    .enum(['enabled', 'disabled'])
    .optional()
    .describe('Switching off cancels what still waits.'),
});

export const webhookSecretRoll = z.strictObject({
  overlap_seconds: z
    .int()
    .min(0)
    .max(MAX_OVERLAP_SECONDS)
    .optional()
    .describe('How long the old secret signs too. A day where it is left out, 0 ends it now.'),
});

export const webhookEndpointOut = z.object({
  id: z.string().describe('whe_…'),
  url: z.string(),
  description: z.string().nullable(),
  events: z.array(z.string()),
  mode: modeOut,
  status: z.enum(['enabled', 'disabled']),
  disabled_at: timeOut.nullable(),
  disabled_reason: z.string().nullable().describe('owner, failing or gone.'),
  failing_since: timeOut.nullable(),
  previous_secret_expires_at: timeOut.nullable(),
  created_at: timeOut,
});

export const webhookEndpointWithSecret = webhookEndpointOut.extend({
  secret: z.string().describe('The signing secret, whsec_…, shown this one time.'),
});

export const webhookDeliveryOut = z.object({
  id: z.string().describe('whd_…'),
  message_id: z.string().describe('The webhook-id that the receiver sees.'),
  type: z.string(),
  status: z.enum(['pending', 'delivered', 'failed', 'canceled']),
  payload: z.string().describe('The exact text that was signed.'),
  created_at: timeOut,
  next_attempt_at: timeOut.nullable(),
  finished_at: timeOut.nullable(),
  attempts: z.array(
    z.object({
      started_at: timeOut,
      duration_ms: z.int(),
      outcome: z.string().describe('delivered, refused, unreachable, timeout or blocked.'),
      status: z.int().nullable(),
      address: z.string().nullable(),
      detail: z.string().nullable(),
      response: z.string().nullable().describe('The beginning of the answer.'),
    }),
  ),
});

/** An endpoint as the API shows it. */
export function webhookEndpointBody(view: EndpointView) {
  return {
    id: view.id,
    url: view.url,
    description: view.description,
    events: view.events,
    mode: view.mode,
    status: view.status,
    disabled_at: view.disabledAt,
    disabled_reason: view.disabledReason,
    failing_since: view.failingSince,
    previous_secret_expires_at: view.previousSecretExpiresAt,
    created_at: view.createdAt,
  };
}

/** A delivery as the API shows it. */
export function webhookDeliveryBody(view: DeliveryView) {
  return {
    id: view.id,
    message_id: view.messageId,
    type: view.type,
    status: view.status,
    payload: view.payload,
    created_at: view.createdAt,
    next_attempt_at: view.nextAttemptAt,
    finished_at: view.finishedAt,
    attempts: view.attempts.map(({ startedAt, durationMs, ...attempt }) => ({
      started_at: startedAt,
      duration_ms: durationMs,
      ...attempt,
    })),
  };
}
