import { appendAuditEvent } from '@/lib/audit/audit-event.repository';
import type { AuditDetail } from '@/lib/audit/audit-hash';
import { db } from '@/lib/db';
import { emitWebhookEvent } from '@/lib/emit-webhook-event.repository';
import { Prisma } from '@/prisma/generated/client';
import type { Mode } from '../principal';
import { type BoundKey, toBoundKey } from '../proof-of-possession/public-key';
import type { ApiKeyRow } from './api-key-view';

const WITH_OWNER = { user: { select: { name: true } } } as const;

/** Which keys a principal may see: always its workspace, and what narrows that further. */
export type ApiKeyFilter = { workspaceId: string; userId?: string; mode?: Mode };

export type AuditEntry = { actor: string; action: string; detail?: AuditDetail };

type NewApiKey = {
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
  madeByKeyId: string | null;
  boundKey: BoundKey | null;
};

/** Stores a new key and its audit row together. */
export function insertApiKey(
  { boundKey, ...key }: NewApiKey,
  note: AuditEntry,
): Promise<ApiKeyRow> {
  return db().$transaction(async (transaction) => {
    const data = { ...key, ...presentPair(boundKey) };
    const row = await transaction.apiKey.create({ data, include: WITH_OWNER });
    await appendAuditEvent(transaction, { ...key, ...note, object: key.id });
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
  note: AuditEntry,
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

/**
 * Revokes a key and all that it made, and they made, each with its audit row.
 *
 * Attack: a leaked key makes a second one before it is revoked. That one ends with it.
 *
 * @returns the key itself; null where the filter does not let it through or it is revoked already.
 */
export function revokeApiKeyTree(
  filter: ApiKeyFilter,
  id: string,
  reason: string,
  note: AuditEntry,
): Promise<ApiKeyRow | null> {
  return db().$transaction(async (transaction) => {
    const data = { revokedAt: new Date(), revokedReason: reason };
    const where = { ...filter, id, revokedAt: null };
    const { count } = await transaction.apiKey.updateMany({ where, data });
    if (count === 0) return null;
    const made = await transaction.$queryRaw<{ id: string }[]>`
      with recursive made as (
        select id from api_key where made_by_key_id = ${id}
        union
        select k.id from api_key k join made m on k.made_by_key_id = m.id
      ) select id from made`;
    const ids = made.map((row) => row.id);
    const madeReason = `${reason} (made by ${id})`;
    await transaction.apiKey.updateMany({
      where: { id: { in: ids }, revokedAt: null },
      data: { ...data, revokedReason: madeReason },
    });
    await announceRevoked(transaction, [id, ...ids], data.revokedAt);
    const row = await transaction.apiKey.findFirst({ where: { id }, include: WITH_OWNER });
    const { workspaceId } = filter;
    for (const object of [id, ...ids]) {
      await appendAuditEvent(transaction, {
        workspaceId,
        mode: row?.mode ?? null,
        object,
        ...note,
      });
    }
    return row;
  });
}

async function announceRevoked(
  transaction: Prisma.TransactionClient,
  ids: string[],
  revokedAt: Date,
): Promise<void> {
  const keys = await transaction.apiKey.findMany({ where: { id: { in: ids }, revokedAt } });
  for (const key of keys) {
    const { id, name, expiresAt, revokedReason: reason } = key;
    const data = { key: { id, name, expires_at: expiresAt.toISOString() }, reason };
    await emitWebhookEvent(transaction, key, 'key.revoked', data);
  }
}

/** The columns of the pair that the present secret is bound to. */
export function presentPair(key: BoundKey | null) {
  return { publicJwk: key?.jwk ?? Prisma.DbNull, jwkThumbprint: key?.thumbprint ?? null };
}

/** The columns of the pair that the previous secret is bound to. */
export function previousPair(key: BoundKey | null) {
  const { publicJwk, jwkThumbprint } = presentPair(key);
  return { previousPublicJwk: publicJwk, previousJwkThumbprint: jwkThumbprint };
}

type StoredSecret = {
  digest: Uint8Array<ArrayBuffer>;
  pepperVersion: number;
  boundKey: BoundKey | null;
};

/** What the present secret is stored as, and the one before it while its grace has not begun. */
export async function findSecrets(
  id: string,
): Promise<{ present: StoredSecret; waiting: (StoredSecret & { notAfter: Date }) | null } | null> {
  const key = await db().apiKey.findUnique({ where: { id } });
  if (!key) return null;
  const { digest, pepperVersion, previousDigest, previousPepperVersion, previousNotAfter } = key;
  const hasGrace = key.previousExpiresAt !== null;
  const waiting =
    previousDigest && previousPepperVersion !== null && previousNotAfter && !hasGrace
      ? {
          digest: previousDigest,
          pepperVersion: previousPepperVersion,
          notAfter: previousNotAfter,
          boundKey: toBoundKey(key.previousPublicJwk, key.previousJwkThumbprint),
        }
      : null;
  const boundKey = toBoundKey(key.publicJwk, key.jwkThumbprint);
  return { present: { digest, pepperVersion, boundKey }, waiting };
}
