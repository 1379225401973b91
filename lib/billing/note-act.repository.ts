import { type AuditEntry, appendAuditEvent } from '@/lib/audit/audit-event.repository';
import { db } from '@/lib/db';

/** Notes in the audit log what billing has done for a person. It has books of its own. */
export async function noteAct(entry: AuditEntry): Promise<void> {
  await db().$transaction((transaction) => appendAuditEvent(transaction, entry));
}
