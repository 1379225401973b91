import { appendAuditEvent } from '@/lib/audit/audit-event.repository';
import type { AuditDetail } from '@/lib/audit/audit-hash';
import { db } from '@/lib/db';
import type { Prisma } from '@/prisma/generated/client';
import type { Mode } from '../principal';
import type { ApiKeyRow } from './api-key-view';

const WITH_OWNER = { user: { select: { name: true } } } as const;

/** Which keys a principal may see: always its workspace, and what narrows that further. */
export type ApiKeyFilter = { workspaceId: string; userId?: string; mode?: Mode };

export type AuditNote = { actor: string; action: string; detail?: AuditDetail };

export type NewApiKey = {
  id: string;
  workspaceId: string;
  userId: string;
  name: string;
  mode: Mode;
  scopes: string[];
  digest: Uint8Array<ArrayBuffer>;
  pepperVersion: number;
  allowedCidrs: string[];
  rateLimit: number | null;
  expiresAt: Date;
};

/** Stores a new key and its audit row together. */
export function insertApiKey(data: NewApiKey, note: AuditNote): Promise<ApiKeyRow> {
  return db().$transaction(async (transaction) => {
    const row = await transaction.apiKey.create({ data, include: WITH_OWNER });
    await appendAuditEvent(transaction, { ...data, ...note, object: data.id });
    return row;
  });
}

/** Where a page of keys begins: after this one. */
export type ApiKeyPosition = { createdAt: Date; id: string };

/** The keys that the filter lets through, newest first. */
export function findApiKeys(
  filter: ApiKeyFilter,
  { after, take }: { after?: ApiKeyPosition | undefined; take?: number } = {},
): Promise<ApiKeyRow[]> {
  const beyond = after && [
    { createdAt: { lt: after.createdAt } },
    { createdAt: after.createdAt, id: { gt: after.id } },
  ];
  return db().apiKey.findMany({
    where: { ...filter, ...(beyond ? { OR: beyond } : {}) },
    include: WITH_OWNER,
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    ...(take === undefined ? {} : { take }),
  });
}

/** One key that the filter lets through. */
export function findApiKey(filter: ApiKeyFilter, id: string): Promise<ApiKeyRow | null> {
  return db().apiKey.findFirst({ where: { ...filter, id }, include: WITH_OWNER });
}

/**
 * Changes a key that the filter lets through and that `only` still describes, and writes the audit
 * row in the same transaction. The table's trigger tells every process within that transaction.
 * @returns null where no such key was in that state.
 */
export function changeApiKey(
  filter: ApiKeyFilter,
  id: string,
  only: Prisma.ApiKeyWhereInput,
  data: Prisma.ApiKeyUncheckedUpdateManyInput,
  note: AuditNote,
): Promise<ApiKeyRow | null> {
  return db().$transaction(async (transaction) => {
    const where = { AND: [{ ...filter, id }, only] };
    const { count } = await transaction.apiKey.updateMany({ where, data });
    const row = await transaction.apiKey.findFirst({
      where: { ...filter, id },
      include: WITH_OWNER,
    });
    if (count === 0 || !row) return null;
    await appendAuditEvent(transaction, {
      workspaceId: filter.workspaceId,
      mode: row.mode,
      object: id,
      ...note,
    });
    return row;
  });
}
