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
