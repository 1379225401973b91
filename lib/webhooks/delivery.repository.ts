import { db } from '@/lib/db';
import type { Prisma } from '@/prisma/generated/client';
import type { Tenant } from './endpoint.repository';
import type { DeliveryRow } from './webhook-view';

const withAttempts = { attempts: { orderBy: { startedAt: 'asc' } } } as const;

/** The delivery log of one endpoint, newest first. `before` is the last row of the page before. */
export function findDeliveries(
  { workspaceId, mode }: Tenant,
  endpointId: string,
  before: { createdAt: Date; id: string } | undefined,
  take: number,
): Promise<DeliveryRow[]> {
  const older: Prisma.WebhookDeliveryWhereInput = before
    ? {
        OR: [
          { createdAt: { lt: before.createdAt } },
          { createdAt: before.createdAt, id: { lt: before.id } },
        ],
      }
    : {};
  return db().webhookDelivery.findMany({
    where: { endpointId, workspaceId, mode, ...older },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take,
    include: withAttempts,
  });
}

/** Stores a message for one endpoint, due now. */
export function insertDelivery(
  data: Prisma.WebhookDeliveryUncheckedCreateInput,
): Promise<DeliveryRow> {
  return db().webhookDelivery.create({
    data: { ...data, nextAttemptAt: new Date() },
    include: withAttempts,
  });
}

/**
 * Makes a delivery due now, with its whole schedule before it. Null where the tenant has none with
 * these ids; one that is being sent at this moment stays as it is.
 */
export async function requeueDelivery(
  { workspaceId, mode }: Tenant,
  endpointId: string,
  id: string,
): Promise<DeliveryRow | null> {
  const now = new Date();
  const where = { id, endpointId, workspaceId, mode };
  await db().webhookDelivery.updateMany({
    where: { ...where, OR: [{ leasedUntil: null }, { leasedUntil: { lte: now } }] },
    data: {
      status: 'pending',
      failures: 0,
      nextAttemptAt: now,
      leasedUntil: null,
      finishedAt: null,
    },
  });
  return db().webhookDelivery.findFirst({ where, include: withAttempts });
}
