import { type AuditEntry, appendAuditEvent } from '@/lib/audit/audit-event.repository';
import type { Mode } from '@/lib/auth/principal';
import { databaseNow } from '@/lib/database-clock.repository';
import { db } from '@/lib/db';
import type { Prisma, WebhookEndpoint } from '@/prisma/generated/client';

/** Whose rows: part of every query. */
export type Tenant = { workspaceId: string; mode: Mode };

const own = ({ workspaceId, mode }: Tenant, id: string) => ({
  id,
  workspaceId,
  mode,
  removedAt: null,
});

/** Stores an endpoint unless the workspace has `limit` already; null then. */
export async function insertEndpoint(
  data: Prisma.WebhookEndpointUncheckedCreateInput,
  limit: number,
  audit: AuditEntry,
): Promise<WebhookEndpoint | null> {
  return await db().$transaction(async (transaction) => {
    const { workspaceId, mode } = data;
    if (!(await hasRoom(transaction, { workspaceId, mode }, limit))) return null;
    const row = await transaction.webhookEndpoint.create({ data });
    await appendAuditEvent(transaction, audit);
    return row;
  });
}

/** Endpoints of one workspace and mode, newest first. */
export function findEndpoints(
  { workspaceId, mode }: Tenant,
  before: string | undefined,
  take: number,
): Promise<WebhookEndpoint[]> {
  return db().webhookEndpoint.findMany({
    where: {
      workspaceId,
      mode,
      removedAt: null,
      ...(before === undefined ? {} : { id: { lt: before } }),
    },
    orderBy: { id: 'desc' },
    take,
  });
}

export function findEndpoint(tenant: Tenant, id: string): Promise<WebhookEndpoint | null> {
  return db().webhookEndpoint.findFirst({ where: own(tenant, id) });
}

/**
 * Changes an endpoint; null where the tenant has none with this id. Switching it off cancels what
 * still waits, in the same transaction.
 */
export async function updateEndpoint(
  tenant: Tenant,
  id: string,
  data: Prisma.WebhookEndpointUpdateManyMutationInput,
  audit: AuditEntry,
): Promise<WebhookEndpoint | null> {
  return await db().$transaction(async (transaction) => {
    const { count } = await transaction.webhookEndpoint.updateMany({
      where: own(tenant, id),
      data,
    });
    if (count === 0) return null;
    if (data.disabledAt) await cancelPending(transaction, id);
    await appendAuditEvent(transaction, audit);
    return transaction.webhookEndpoint.findUnique({ where: { id } });
  });
}

/** Removes an endpoint. False where the tenant has none with this id. */
export async function removeEndpointRow(
  tenant: Tenant,
  id: string,
  audit: AuditEntry,
): Promise<boolean> {
  return await db().$transaction(async (transaction) => {
    const { count } = await transaction.webhookEndpoint.updateMany({
      where: own(tenant, id),
      data: { removedAt: await databaseNow(transaction) },
    });
    if (count > 0) await appendAuditEvent(transaction, audit);
    return count > 0;
  });
}

/**
 * Brings a removed endpoint back with all that waits for it. False where the tenant removed none with
 * this id, or has `limit` others by now.
 */
export async function restoreEndpointRow(
  tenant: Tenant,
  id: string,
  limit: number,
  audit: AuditEntry,
): Promise<boolean> {
  const { workspaceId, mode } = tenant;
  return await db().$transaction(async (transaction) => {
    if (!(await hasRoom(transaction, tenant, limit))) return false;
    const { count } = await transaction.webhookEndpoint.updateMany({
      where: { id, workspaceId, mode, removedAt: { not: null } },
      data: { removedAt: null },
    });
    if (count > 0) await appendAuditEvent(transaction, audit);
    return count > 0;
  });
}

/** Deletes what was removed before a moment, with secrets and delivery logs. */
export async function deleteRemovedEndpoints(before: Date): Promise<void> {
  await db().webhookEndpoint.deleteMany({ where: { removedAt: { lt: before } } });
}

/** Whether one more fits. Locks the number until the transaction ends. */
async function hasRoom(
  transaction: Prisma.TransactionClient,
  { workspaceId, mode }: Tenant,
  limit: number,
): Promise<boolean> {
  await transaction.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`webhook-endpoint:${workspaceId}:${mode}`}, 0))`;
  const where = { workspaceId, mode, removedAt: null };
  return (await transaction.webhookEndpoint.count({ where })) < limit;
}

/** Nothing more is tried by itself for an endpoint that is off. "Send again" still works later. */
export async function cancelPending(
  transaction: Prisma.TransactionClient,
  endpointId: string,
): Promise<void> {
  await transaction.webhookDelivery.updateMany({
    where: { endpointId, status: 'pending' },
    data: { status: 'canceled', nextAttemptAt: null, leasedUntil: null, finishedAt: new Date() },
  });
}
