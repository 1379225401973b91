import { databaseNow } from '@/lib/database-clock.repository';
import { db, dbPool } from '@/lib/db';
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
export async function insertDelivery(
  data: Prisma.WebhookDeliveryUncheckedCreateInput,
): Promise<DeliveryRow> {
  return db().webhookDelivery.create({
    data: { ...data, nextAttemptAt: await databaseNow() },
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
  const now = await databaseNow();
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

/** The delivery log is kept this long. */
const KEEP_DAYS = 30;
const MAX_PRUNED = 10_000;

/** Removes what is older than the log goes back and waits for nothing. */
export async function pruneDeliveries(): Promise<void> {
  await db().$executeRaw`
    delete from webhook_delivery where id in (
      select id from webhook_delivery
      where created_at < now() - make_interval(days => ${KEEP_DAYS}) and next_attempt_at is null
      limit ${MAX_PRUNED})`;
}

/** What waits to be sent now: events not handed out, deliveries that are due, and since when. */
type WebhookBacklog = { due: number; dueSince: Date | null };

const BACKLOG = `
  select (select count(*) from webhook_outbox)::float8
       + (select count(*) from webhook_delivery where next_attempt_at <= now())::float8 as due,
         (select min(next_attempt_at) from webhook_delivery where next_attempt_at <= now())
           as "dueSince"`;

/** How far webhooks are behind. Retries that wait for their time are not behind. */
export async function readWebhookBacklog(): Promise<WebhookBacklog> {
  const { rows } = await dbPool().query<WebhookBacklog>({ name: 'webhook-backlog', text: BACKLOG });
  return rows[0] ?? { due: 0, dueSince: null };
}
