import { renderInvoicePdf } from '@/lib/billing/render-invoice-pdf';
import { isUnavailable } from '@/components/invoice/unavailable';
import { requirePerson, toPrincipal } from '@/lib/auth/oauth/session/require-principal';
import { getInvoice } from '@/lib/billing/client';
import { ProblemError } from '@/lib/http/problem';
import { toPublicId } from '@/lib/public-id';

type Context = { params: Promise<{ id: string }> };

/** The invoice to keep. Nothing between us and its reader may. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const { id } = await params;
  const person = await requirePerson(`/invoices/${encodeURIComponent(id)}`);
  try {
    const invoice = await getInvoice(toPrincipal(person), id);
    const { id: workspaceId, name } = person.workspace;
    const pdf = await renderInvoicePdf(invoice, { id: toPublicId('wsp', workspaceId), name });
    return new Response(new Uint8Array(pdf), {
      headers: {
        'content-type': 'application/pdf',
        'content-disposition': `attachment; filename="${invoice.number}.pdf"`,
        'cache-control': 'private, no-store',
      },
    });
  } catch (error) {
    if (error instanceof ProblemError && error.slug === 'not-found') {
      return new Response('There is nothing here.\n', { status: 404 });
    }
    if (!isUnavailable(error)) throw error;
    const headers = { 'retry-after': '5' };
    return new Response('Billing does not answer. Try again.\n', { status: 503, headers });
  }
}
