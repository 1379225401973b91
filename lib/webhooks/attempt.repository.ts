import { appendAuditEvent } from '@/lib/audit/audit-event.repository';
import { databaseNow } from '@/lib/database-clock.repository';
import { db } from '@/lib/db';
import { emitWebhookEvent } from '@/lib/emit-webhook-event.repository';
import { newId, toPublicId } from '@/lib/public-id';
import type { Prisma, WebhookEndpoint } from '@/prisma/generated/client';
import type { ClaimedDelivery } from './delivery-queue.repository';
import { cancelPending } from './endpoint.repository';
import type { AttemptResult } from './send-webhook';

/** An endpoint that has failed this long, and used up a message's whole schedule, is switched off. */
const SUSTAINED_FAILURE_MS = 16 * 3_600_000;

const GONE = 410;

type FinishedAttempt = AttemptResult & { startedAt: Date; durationMs: number };

/**
 * Writes down what came of an attempt and what follows from it, in one transaction.
 *
 * A worker that lost its lease, because it hung, still logs the attempt, but decides nothing: the
 * delivery belongs to another by now.
 * @param retryDelayMs the pause before the next attempt, undefined when the schedule is used up.
 */
export async function recordAttempt(
  delivery: ClaimedDelivery,
  attempt: FinishedAttempt,
  retryDelayMs: number | undefined,
): Promise<void> {
  await db().$transaction(async (transaction) => {
    const { id, endpointId, leasedUntil } = delivery;
    const now = await databaseNow(transaction);
    const delivered = attempt.outcome === 'delivered';
    const final = delivered || retryDelayMs === undefined;
    const { count } = await transaction.webhookDelivery.updateMany({
      where: { id, leasedUntil },
      data: {
        status: delivered ? 'delivered' : final ? 'failed' : 'pending',
        failures: delivered ? delivery.failures : delivery.failures + 1,
        nextAttemptAt: final ? null : new Date(now.getTime() + retryDelayMs),
        finishedAt: final ? now : null,
        leasedUntil: null,
      },
    });
    const endpoint = await transaction.webhookEndpoint.findUnique({ where: { id: endpointId } });
    // Deleted meanwhile: the log went with it.
    if (!endpoint) return;
    // The log is in the order of the clock by which deliveries are due.
    const startedAt = new Date(now.getTime() - attempt.durationMs);
    await insertAttempt(transaction, id, { ...attempt, startedAt });
    if (count === 0) return;
    if (delivered) await markWorking(transaction, endpoint);
    else await markFailing(transaction, endpoint, attempt, { final, now });
  });
}

async function insertAttempt(
  transaction: Prisma.TransactionClient,
  deliveryId: string,
  attempt: FinishedAttempt,
): Promise<void> {
  const { startedAt, durationMs, outcome, status, address, detail, response } = attempt;
  await transaction.webhookAttempt.create({
    data: {
      id: newId(),
      deliveryId,
      startedAt,
      durationMs,
      outcome,
      status,
      address,
      detail,
      response,
    },
  });
}

async function markWorking(
  transaction: Prisma.TransactionClient,
  { id, failingSince }: WebhookEndpoint,
): Promise<void> {
  if (failingSince === null) return;
  await transaction.webhookEndpoint.update({ where: { id }, data: { failingSince: null } });
}

async function markFailing(
  transaction: Prisma.TransactionClient,
  endpoint: WebhookEndpoint,
  { status }: FinishedAttempt,
  { final, now }: { final: boolean; now: Date },
): Promise<void> {
  const failingSince = endpoint.failingSince ?? now;
  const sustained = final && now.getTime() - failingSince.getTime() >= SUSTAINED_FAILURE_MS;
  if (status === GONE) await disable(transaction, endpoint, 'gone');
  else if (sustained) await disable(transaction, endpoint, 'failing');
  if (endpoint.failingSince) return;
  await transaction.webhookEndpoint.update({ where: { id: endpoint.id }, data: { failingSince } });
}

/** Switches an endpoint off and says so: in the audit log and to the workspace's other endpoints. */
async function disable(
  transaction: Prisma.TransactionClient,
  endpoint: WebhookEndpoint,
  reason: 'failing' | 'gone',
): Promise<void> {
  const { id, url, workspaceId, mode } = endpoint;
  const { count } = await transaction.webhookEndpoint.updateMany({
    where: { id, disabledAt: null },
    data: { disabledAt: new Date(), disabledReason: reason },
  });
  if (count === 0) return;
  await cancelPending(transaction, id);
  const object = toPublicId('whe', id);
  await emitWebhookEvent(transaction, endpoint, 'webhook.disabled', {
    endpoint: { id: object, url, reason },
  });
  await appendAuditEvent(transaction, {
    workspaceId,
    mode,
    actor: 'webhook-worker',
    action: 'webhook-endpoint.disabled',
    object,
    detail: { reason },
  });
}
