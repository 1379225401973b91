import type { Mode } from '@/lib/auth/principal';
import { db } from '@/lib/db';
import { getClientContext } from '@/lib/http/client-context';
import type { AuditEvent, Prisma } from '@/prisma/generated/client';
import { type AuditDetail, CHAIN_START, hashAuditEvent } from './audit-hash';

export type AuditEntry = {
  workspaceId: string;
  /** Who did it: a public user id, or the name of a machine such as `github-secret-scanning`. */
  actor: string;
  /** `resource.verb` in the past tense, e.g. `api-key.issued`. */
  action: string;
  /** Names what it was done to, never a secret. */
  object: string;
  mode?: Mode | null;
  detail?: AuditDetail;
};

/**
 * Appends one link to the workspace's chain inside the transaction of the act itself: either both
 * are stored or neither. Call it last; the chain is locked from here to the commit.
 */
export async function appendAuditEvent(
  transaction: Prisma.TransactionClient,
  entry: AuditEntry,
): Promise<void> {
  const { workspaceId, actor, action, object, mode = null, detail = {} } = entry;
  await transaction.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`audit:${workspaceId}`}, 0))`;
  const last = await transaction.auditEvent.findFirst({
    where: { workspaceId },
    orderBy: { sequence: 'desc' },
    select: { hash: true },
  });
  const previous = Buffer.from(last?.hash ?? CHAIN_START);
  const { address } = getClientContext();
  const time = new Date();
  const content = { workspaceId, time, actor, action, object, mode, address, detail };
  const hash = hashAuditEvent(previous, content);
  await transaction.auditEvent.create({ data: { ...content, previous, hash: Buffer.from(hash) } });
}

/** Appends an entry in a transaction of its own: for an act that another service has committed. */
export async function recordAuditEvent(entry: AuditEntry): Promise<void> {
  await db().$transaction((transaction) => appendAuditEvent(transaction, entry));
}

/** Rows of one workspace, newest first, or of every workspace in chain order for verification. */
export function findAuditEvents(
  workspaceId: string,
  before: bigint | undefined,
  take: number,
): Promise<AuditEvent[]> {
  return db().auditEvent.findMany({
    where: { workspaceId, ...(before === undefined ? {} : { sequence: { lt: before } }) },
    orderBy: { sequence: 'desc' },
    take,
  });
}

/** Rows after `after` in the order of the chains, for verification. */
export function findAuditEventsInOrder(after: bigint, take: number): Promise<AuditEvent[]> {
  return db().auditEvent.findMany({
    where: { sequence: { gt: after } },
    orderBy: { sequence: 'asc' },
    take,
  });
}
