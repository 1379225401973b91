import { createHash } from 'node:crypto';
import type { Mode } from '@/lib/auth/principal';

export type AuditDetail = { [name: string]: string | number | boolean | null | string[] };

/** What one link of the chain covers. */
export type AuditContent = {
  workspaceId: string;
  time: Date;
  actor: string;
  action: string;
  object: string;
  mode: Mode | null;
  address: string | null;
  detail: AuditDetail;
};

/** What stands before the first link. */
export const CHAIN_START = Buffer.alloc(32);

/**
 * The hash of a link: SHA-256 over the link before and this row in a fixed notation. Anyone who edits,
 * removes or reorders a row breaks the chain at that row.
 */
export function hashAuditEvent(previous: Uint8Array, content: AuditContent): Buffer {
  const fields = [
    content.workspaceId,
    content.time.toISOString(),
    content.actor,
    content.action,
    content.object,
    content.mode,
    content.address,
    Object.entries(content.detail).sort(([one], [other]) => (one < other ? -1 : 1)),
  ];
  return createHash('sha256').update(previous).update(JSON.stringify(fields)).digest();
}
