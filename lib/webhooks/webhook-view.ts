import type { Mode } from '@/lib/auth/principal';
import { toPublicId } from '@/lib/public-id';
import type { WebhookAttempt, WebhookDelivery, WebhookEndpoint } from '@/prisma/generated/client';

/** An endpoint as its workspace sees it. The signing secret is never in it. */
export type EndpointView = {
  id: string;
  url: string;
  description: string | null;
  events: string[];
  mode: Mode;
  status: 'enabled' | 'disabled';
  disabledAt: Date | null;
  /** `owner`, or by itself: `failing` (nothing got through for a day), `gone` (it answered 410). */
  disabledReason: string | null;
  failingSince: Date | null;
  /** Until then the secret before the last roll signs too; null where none does. */
  previousSecretExpiresAt: Date | null;
  createdAt: Date;
};

export type AttemptView = {
  startedAt: Date;
  durationMs: number;
  outcome: string;
  status: number | null;
  address: string | null;
  detail: string | null;
  response: string | null;
};

/** A line of the delivery log: what was sent, and what came of each try. */
export type DeliveryView = {
  id: string;
  /** The `webhook-id` that the receiver sees. */
  messageId: string;
  type: string;
  status: 'pending' | 'delivered' | 'failed' | 'canceled';
  /** The exact text that was signed. */
  payload: string;
  createdAt: Date;
  nextAttemptAt: Date | null;
  finishedAt: Date | null;
  /** Oldest first. */
  attempts: AttemptView[];
};

export type DeliveryRow = WebhookDelivery & { attempts: WebhookAttempt[] };

export function toEndpointView(row: WebhookEndpoint, now = new Date()): EndpointView {
  const until = row.previousSecretExpiresAt;
  return {
    id: toPublicId('whe', row.id),
    url: row.url,
    description: row.description,
    events: row.events,
    mode: row.mode,
    status: row.disabledAt ? 'disabled' : 'enabled',
    disabledAt: row.disabledAt,
    disabledReason: row.disabledReason,
    failingSince: row.failingSince,
    previousSecretExpiresAt: until && until > now ? until : null,
    createdAt: row.createdAt,
  };
}

export function toDeliveryView(row: DeliveryRow): DeliveryView {
  return {
    id: toPublicId('whd', row.id),
    messageId: toPublicId('msg', row.messageId),
    type: row.type,
    status: row.status,
    payload: row.payload,
    createdAt: row.createdAt,
    nextAttemptAt: row.nextAttemptAt,
    finishedAt: row.finishedAt,
    attempts: row.attempts.map(
      ({ startedAt, durationMs, outcome, status, address, detail, response }) => ({
        startedAt,
        durationMs,
        outcome,
        status,
        address,
        detail,
        response,
      }),
    ),
  };
}
