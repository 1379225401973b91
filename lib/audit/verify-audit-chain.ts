import type { AuditEvent } from '@/prisma/generated/client';
import { findAuditEventsInOrder } from './audit-event.repository';
import { type AuditDetail, CHAIN_START, hashAuditEvent } from './audit-hash';

const BATCH = 1_000;

export type AuditVerdict = {
  /** Rows that were checked. */
  events: number;
  /** The last hash of each workspace: kept elsewhere, it also shows rows missing at the end. */
  heads: { workspaceId: string; events: number; hash: string }[];
  /** The first row of each broken chain, empty where all is well. */
  broken: { workspaceId: string; sequence: string; reason: 'changed' | 'row before it missing' }[];
};

/**
 * Recomputes every chain from its first row. It names the row that was changed, or the one before
 * which a row is missing.
 */
export async function verifyAuditChain(): Promise<AuditVerdict> {
  const heads = new Map<string, { hash: Uint8Array; events: number }>();
  const broken = new Map<string, AuditVerdict['broken'][number]>();
  let events = 0;
  let after = 0n;
  for (;;) {
    const rows = await findAuditEventsInOrder(after, BATCH);
    for (const row of rows) {
      const { workspaceId } = row;
      const head = heads.get(workspaceId) ?? { hash: CHAIN_START, events: 0 };
      const reason = findFault(row, head.hash);
      if (reason && !broken.has(workspaceId)) {
        broken.set(workspaceId, { workspaceId, sequence: String(row.sequence), reason });
      }
      heads.set(workspaceId, { hash: row.hash, events: head.events + 1 });
      events += 1;
      after = row.sequence;
    }
    if (rows.length < BATCH) break;
  }
  return {
    events,
    heads: [...heads].map(([workspaceId, head]) => ({
      workspaceId,
      events: head.events,
      hash: Buffer.from(head.hash).toString('hex'),
    })),
    broken: [...broken.values()],
  };
}

function findFault(row: AuditEvent, before: Uint8Array) {
  if (!Buffer.from(row.previous).equals(before)) return 'row before it missing';
  const content = { ...row, detail: row.detail as AuditDetail };
  return hashAuditEvent(row.previous, content).equals(row.hash) ? undefined : 'changed';
}
