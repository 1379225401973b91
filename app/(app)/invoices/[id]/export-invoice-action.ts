'use server';

import { redirect } from 'next/navigation';
import { setNotice } from '@/app/set-notice';
import type { OutcomeState } from '@/components/connection/outcome-form';
import { requirePerson, toPrincipal } from '@/lib/auth/oauth/session/require-principal';
import { ProblemError } from '@/lib/http/problem';
import { exportInvoice } from '@/lib/integrations/export-invoice';

/** Exports an invoice to Google Drive. A second press renews the same file. */
export async function exportInvoiceAction(_: OutcomeState, form: FormData): Promise<OutcomeState> {
  const id = String(form.get('id')).slice(0, 64);
  const person = await requirePerson(`/invoices/${encodeURIComponent(id)}`);
  try {
    await exportInvoice(toPrincipal(person), id, person.workspace.name);
  } catch (error) {
    if (error instanceof ProblemError) return { error: error.message };
    throw error;
  }
  await setNotice('invoice-exported');
  redirect(`/invoices/${encodeURIComponent(id)}`);
}
