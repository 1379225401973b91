import { z } from 'zod';
import { callDrive, type DriveCall } from '@/lib/auth/oauth/connections/drive-api';
import { ProviderRefusedError } from '@/lib/auth/oauth/connections/provider-call';
import { withConnection } from '@/lib/auth/oauth/connections/with-connection';
import { type Customer, renderInvoicePdf } from '@/lib/billing/render-invoice-pdf';
import type { Invoice } from '@/lib/billing/wire';

/** A file as it is exported. */
export type InvoiceDocument = {
  name: string;
  /** Media type. */
  type: string;
  content: string | Uint8Array<ArrayBuffer>;
};

/** The same PDF that the invoice's page offers. */
export async function writeInvoiceDocument(
  invoice: Invoice,
  customer: Customer,
): Promise<InvoiceDocument> {
  const content = new Uint8Array(await renderInvoicePdf(invoice, customer));
  return { name: `Invoice ${invoice.number}.pdf`, type: 'application/pdf', content };
}

const idsSchema = z.object({ ids: z.tuple([z.string()]) });
const fileSchema = z.object({
  id: z.string(),
  webViewLink: z.url({ protocol: /^https?$/ }),
  trashed: z.boolean().optional(),
});

/**
 * An id that a file of ours may take.
 * @see https://developers.google.com/workspace/drive/api/reference/rest/v3/files/generateIds
 */
export async function newDriveFileId(connectionId: string): Promise<string> {
  const path = '/drive/v3/files/generateIds?count=1&space=drive';
  return (await call(connectionId, { method: 'GET', path }, idsSchema)).ids[0];
}

/** Makes the empty file. One that is there already was made by an attempt whose answer was lost. */
export async function createDriveFile(
  connectionId: string,
  id: string,
  { name, type }: InvoiceDocument,
): Promise<void> {
  const content = JSON.stringify({ id, name, mimeType: type.split(';')[0] });
  const body = { type: 'application/json; charset=utf-8', content };
  try {
    const path = '/drive/v3/files?fields=id';
    await call(connectionId, { method: 'POST', path, body }, z.object({ id: z.string() }));
  } catch (error) {
    if (!(error instanceof ProviderRefusedError && error.code === 'conflict')) throw error;
  }
}

/**
 * Writes the content.
 * @returns the address at which a person sees the file; null where it was deleted.
 */
export async function fillDriveFile(
  connectionId: string,
  id: string,
  { type, content }: InvoiceDocument,
): Promise<string | null> {
  const path = `/upload/drive/v3/files/${encodeURIComponent(id)}?uploadType=media&fields=id,webViewLink,trashed`;
  const body = { type, content };
  try {
    const file = await call(connectionId, { method: 'PATCH', path, body }, fileSchema);
    return file.trashed ? null : file.webViewLink;
  } catch (error) {
    if (error instanceof ProviderRefusedError && error.code === 'notFound') return null;
    throw error;
  }
}

function call<T>(connectionId: string, drive: DriveCall, schema: z.ZodType<T>): Promise<T> {
  return withConnection(connectionId, (token) => callDrive(token, drive, schema));
}
