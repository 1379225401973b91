import { db } from '@/lib/db';
import { emitWebhookEvent } from '@/lib/emit-webhook-event.repository';
import type { Prisma } from '@/prisma/generated/client';
import type { BillingEvent } from '../billing/wire';
import { queueMessage } from './slack-queue.repository';
import { writeInvoiceMessage } from './write-invoice-message';

const FEED = 'billing';

/** How far the feed of billing has been read. */
export async function readFeedPosition(): Promise<number> {
  const row = await db().feedPosition.findUnique({ where: { feed: FEED } });
  return Number(row?.position ?? 0);
}

/**
 * Hands events to the webhooks, issued invoices to Slack, too, and moves the position, in one transaction and only from where the
 * caller read it: of two processes that read the same events one does it, and no crash does it twice.
 * @returns whether it was this call.
 */
export async function takeEvents(from: number, events: readonly BillingEvent[]): Promise<boolean> {
  const position = events.at(-1)?.sequence;
  if (position === undefined) return false;
  return await db().$transaction(async (transaction) => {
    if (!(await movePosition(transaction, from, position))) return false;
    for (const { workspace_id: workspaceId, mode, type, invoice, reason } of events) {
      const tenant = { workspaceId, mode };
      if (type === 'invoice.payment_failed') {
        await emitWebhookEvent(transaction, tenant, type, { invoice, reason: reason ?? 'unknown' });
      } else await emitWebhookEvent(transaction, tenant, type, { invoice });
      if (type === 'invoice.issued') {
        const text = writeInvoiceMessage(invoice, mode);
        await queueMessage(transaction, tenant, `${type}:${invoice.id}`, text);
      }
    }
    return true;
  });
}

async function movePosition(
  transaction: Prisma.TransactionClient,
  from: number,
  position: number,
): Promise<boolean> {
  if (from === 0) {
    const data = { feed: FEED, position: 0 };
    await transaction.feedPosition.createMany({ data, skipDuplicates: true });
  }
  const { count } = await transaction.feedPosition.updateMany({
    where: { feed: FEED, position: from },
    data: { position },
  });
  return count === 1;
}
