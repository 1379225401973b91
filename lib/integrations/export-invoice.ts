import { findConnection } from '@/lib/auth/oauth/connections/connection.repository';
import { ProviderUnreachableError } from '@/lib/auth/oauth/connections/provider-call';
import {
  ProviderRefusedError,
  ReconnectNeededError,
} from '@/lib/auth/oauth/connections/provider-call';
import { requireScope } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { getInvoice } from '@/lib/billing/client';
import { problem } from '@/lib/http/problem';
import { toPublicId } from '@/lib/public-id';
import {
  type DriveExportRow,
  failExport,
  findExport,
  finishExport,
  replaceFile,
  reserveExport,
} from './drive-export.repository';
import { describeDriveError } from './provider-errors';
import {
  createDriveFile,
  fillDriveFile,
  type InvoiceDocument,
  newDriveFileId,
  writeInvoiceDocument,
} from './drive-file';

/**
 * Exports an invoice to the Drive that the workspace connected. A second export renews the same file.
 * The file's id is noted before the upload: an upload whose answer was lost makes no second file.
 * @returns the address at which the person sees the file.
 * @throws {ProblemError} 403, 404 for the invoice; 409 where Drive is not connected, needs to be
 * connected again, or refuses; 503 where it or billing does not answer.
 */
export async function exportInvoice(
  principal: Principal,
  invoiceId: string,
  workspaceName: string,
): Promise<string> {
  requireScope(principal, 'invoices:read');
  const { workspaceId, mode } = principal;
  const invoice = await getInvoice(principal, invoiceId);
  const connection = await findConnection({ workspaceId, mode, provider: 'drive' });
  if (!connection) throw problem('conflict', { detail: 'Google Drive is not connected.' });
  const key = { connectionId: connection.id, invoiceId: invoice.id };
  const document = await writeInvoiceDocument(invoice, {
    id: toPublicId('wsp', workspaceId),
    name: workspaceName,
  });
  try {
    const fileId = (await findExport(key))?.fileId ?? (await newDriveFileId(connection.id));
    const reserved = { ...key, fileId, name: document.name, userId: principal.userId };
    const { row, link } = await upload(await reserveExport(reserved), document);
    await finishExport(principal, row, link);
    return link;
  } catch (error) {
    const code = errorCode(error);
    await failExport(key, code);
    const detail = describeDriveError(code);
    throw problem(code === 'unreachable' ? 'dependency-unavailable' : 'conflict', {
      detail,
      cause: error,
    });
  }
}

async function upload(
  row: DriveExportRow,
  document: InvoiceDocument,
): Promise<{ row: DriveExportRow; link: string }> {
  if (row.exportedAt === null) await createDriveFile(row.connectionId, row.fileId, document);
  const link = await fillDriveFile(row.connectionId, row.fileId, document);
  if (link !== null) return { row, link };
  // The person has deleted it. What they want now is a new one.
  const fresh = await replaceFile(row, await newDriveFileId(row.connectionId));
  await createDriveFile(row.connectionId, fresh.fileId, document);
  const again = await fillDriveFile(row.connectionId, fresh.fileId, document);
  if (again === null) throw new ProviderRefusedError('notFound');
  return { row: fresh, link: again };
}

function errorCode(error: unknown): string {
  if (error instanceof ReconnectNeededError) return 'reconnect';
  if (error instanceof ProviderRefusedError) return error.code;
  if (error instanceof ProviderUnreachableError) return 'unreachable';
  throw error;
}
