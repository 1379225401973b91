import { z } from 'zod';
import { textSchema } from '@/lib/http/text-schema';
import { SUBSCRIBABLE_EVENTS } from '@/lib/webhook-event';
import { MAX_OVERLAP_SECONDS } from '@/lib/webhooks/roll-webhook-secret';
import type { DeliveryView, EndpointView } from '@/lib/webhooks/webhook-view';
import { modeOutput, timestampOutput } from './common-schema';

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

export const webhookEndpointInput = z.strictObject({
  url,
  events,
  description: description.optional(),
});

export const webhookEndpointChange = webhookEndpointInput.partial().extend({
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

export const webhookEndpointOutput = z.object({
  id: z.string().describe('whe_…'),
  url: z.string(),
  description: z.string().nullable(),
  events: z.array(z.string()),
  mode: modeOutput,
  status: z.enum(['enabled', 'disabled']),
  disabled_at: timestampOutput.nullable(),
  disabled_reason: z.string().nullable().describe('owner, failing or gone.'),
  failing_since: timestampOutput.nullable(),
  previous_secret_expires_at: timestampOutput.nullable(),
  created_at: timestampOutput,
});

export const webhookEndpointWithSecret = webhookEndpointOutput.extend({
  secret: z.string().describe('The signing secret, whsec_…, shown this one time.'),
});

export const webhookDeliveryOutput = z.object({
  id: z.string().describe('whd_…'),
  message_id: z.string().describe('The webhook-id that the receiver sees.'),
  type: z.string(),
  status: z.enum(['pending', 'delivered', 'failed', 'canceled']),
  payload: z.string().describe('The exact text that was signed.'),
  created_at: timestampOutput,
  next_attempt_at: timestampOutput.nullable(),
  finished_at: timestampOutput.nullable(),
  attempts: z.array(
    z.object({
      started_at: timestampOutput,
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
