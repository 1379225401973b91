import { emitWebhookEvent } from '@/lib/emit-webhook-event.repository';
import type { Prisma } from '@/prisma/generated/client';

/**
 * Ends what somebody who leaves could still call the workspace with: their keys, what apps were
 * allowed in their name, the links that they made.
 *
 * Attack: keys that merely rest while their owner is away would work again, unseen, on the day that
 * the person is invited once more.
 */
export async function endCredentials(
  transaction: Prisma.TransactionClient,
  { workspaceId, userId, reason }: { workspaceId: string; userId: string; reason: string },
): Promise<void> {
  const revokedAt = new Date();
  const keys = await transaction.apiKey.findMany({
    where: { workspaceId, userId, revokedAt: null },
  });
  await transaction.apiKey.updateMany({
    where: { id: { in: keys.map(({ id }) => id) } },
    data: { revokedAt, revokedReason: reason },
  });
  for (const { id, name, expiresAt, mode } of keys) {
    const key = { id, name, expires_at: expiresAt.toISOString() };
    await emitWebhookEvent(transaction, { workspaceId, mode }, 'key.revoked', { key, reason });
  }
  const grants = await transaction.oAuthGrant.findMany({
    where: { workspaceId, userId, revokedAt: null },
    select: { id: true },
  });
  const ids = grants.map(({ id }) => id);
  await transaction.oAuthGrant.updateMany({ where: { id: { in: ids } }, data: { revokedAt } });
  await transaction.oAuthArtefact.deleteMany({ where: { grantId: { in: ids } } });
  await transaction.invitation.deleteMany({
    where: { workspaceId, invitedById: userId, acceptedAt: null },
  });
}
