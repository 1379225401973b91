import type { Prisma } from '@/prisma/generated/client';
import { newId } from './public-id';
import { type WebhookEventData, type WebhookEventType, writeWebhookPayload } from './webhook-event';

/**
 * Announces what happened to the endpoints that asked for it, in the caller's own transaction: when
 * it commits the event is sent at least once, when it rolls back no one hears of it. A Principal
 * does for `tenant`.
 */
export async function emitWebhookEvent<Type extends WebhookEventType>(
  transaction: Prisma.TransactionClient,
  tenant: { workspaceId: string; mode: 'test' | 'live' },
  type: Type,
  data: WebhookEventData<Type>,
): Promise<void> {
  const { workspaceId, mode } = tenant;
  const payload = writeWebhookPayload(type, mode, data);
  await transaction.webhookOutbox.create({
    data: { id: newId(), workspaceId, mode, type, payload },
  });
}
