import { appendAuditEvent } from '@/lib/audit/audit-event.repository';
import type { Principal } from '@/lib/auth/principal';
import { db } from '@/lib/db';
import { toPublicId } from '@/lib/public-id';
import type { DriveExport } from '@/prisma/generated/client';

export type DriveExportRow = DriveExport;
type Key = { connectionId: string; invoiceId: string };

const where = ({ connectionId, invoiceId }: Key) => ({
  connectionId_invoiceId: { connectionId, invoiceId },
});

export async function findExport(key: Key): Promise<DriveExportRow | null> {
  return db().driveExport.findUnique({ where: where(key) });
}

/** The export of a connection that was tried last. */
export async function findLastExport(connectionId: string): Promise<DriveExportRow | null> {
  return db().driveExport.findFirst({ where: { connectionId }, orderBy: { attemptedAt: 'desc' } });
}

/**
 * Notes the id that the file of an invoice will have. Of two that do so at once the first one's holds.
 */
export async function reserveExport(
  row: Key & { fileId: string; name: string; userId: string },
): Promise<DriveExportRow> {
  const data = { ...row, attemptedAt: new Date() };
  await db().driveExport.createMany({ data, skipDuplicates: true });
  return db().driveExport.findUniqueOrThrow({ where: where(row) });
}

/** Another id, after the person deleted the file; unless someone was quicker. */
export async function replaceFile(row: DriveExportRow, fileId: string): Promise<DriveExportRow> {
  await db().driveExport.updateMany({
    where: { connectionId: row.connectionId, invoiceId: row.invoiceId, fileId: row.fileId },
    data: { fileId, exportedAt: null, link: null },
  });
  return db().driveExport.findUniqueOrThrow({ where: where(row) });
}

/** The file has its content. */
export async function finishExport(
  principal: Principal,
  row: DriveExportRow,
  link: string,
): Promise<void> {
  const now = new Date();
  await db().$transaction(async (transaction) => {
    await transaction.driveExport.update({
      where: where(row),
      data: { link, exportedAt: now, attemptedAt: now, error: null, userId: principal.userId },
    });
    await appendAuditEvent(transaction, {
      workspaceId: principal.workspaceId,
      mode: principal.mode,
      actor: toPublicId('usr', principal.userId),
      action: 'invoice.exported',
      object: row.invoiceId,
      detail: { provider: 'drive', file: row.fileId, by: principal.credential },
    });
  });
}

export async function failExport(key: Key, error: string): Promise<void> {
  await db().driveExport.updateMany({
    where: { connectionId: key.connectionId, invoiceId: key.invoiceId },
    data: { error, attemptedAt: new Date() },
  });
}
