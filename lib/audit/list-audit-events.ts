import { requireOwner } from '@/lib/auth/authorize';
import type { Mode, Principal } from '@/lib/auth/principal';
import { decodeCursor, invalidCursor, type Page, type PageRequest, toPage } from '@/lib/http/page';
import { findAuditEvents } from './audit-event.repository';
import type { AuditDetail } from './audit-hash';

/** The name inside its cursors. */
const LIST = 'audit-events';

export type AuditEventView = {
  sequence: string;
  time: Date;
  /** `usr_…`, or the name of a machine. */
  actor: string;
  /** `api-key.issued` and so on. */
  action: string;
  object: string;
  mode: Mode | null;
  address: string | null;
  detail: AuditDetail;
  /** Hexadecimal; the next row holds it as its `previous`. */
  hash: string;
};

/**
 * What happened in the workspace, newest first.
 * @throws {ProblemError} 403 `forbidden` for a member.
 */
export async function listAuditEvents(
  principal: Principal,
  { limit, cursor }: PageRequest,
): Promise<Page<AuditEventView>> {
  requireOwner(principal);
  const position = decodeCursor(LIST, cursor, 1)?.[0];
  if (position !== undefined && !/^\d{1,18}$/.test(position)) throw invalidCursor();
  const before = position === undefined ? undefined : BigInt(position);
  const rows = await findAuditEvents(principal.workspaceId, before, limit + 1);
  return toPage(
    LIST,
    rows,
    limit,
    ({ sequence, time, actor, action, object, mode, address, detail, hash }) => ({
      sequence: String(sequence),
      time,
      actor,
      action,
      object,
      mode,
      address,
      detail: detail as AuditDetail,
      hash: Buffer.from(hash).toString('hex'),
    }),
    (row) => [String(row.sequence)],
  );
}
