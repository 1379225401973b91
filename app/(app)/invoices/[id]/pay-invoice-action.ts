'use server';

import { redirect } from 'next/navigation';
import { z } from 'zod';
import { setNotice } from '@/app/set-notice';
import type { PayState } from '@/components/invoice/pay-form';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import type { Principal } from '@/lib/auth/principal';
import { listPayments, payInvoice } from '@/lib/billing/client';
import { ProblemError } from '@/lib/http/problem';
import { PROBLEMS } from '@/lib/http/problem-catalog';

const formSchema = z.object({
  id: z.string().max(64),
  method: z.enum(['pm_test_ok', 'pm_test_declined', 'pm_test_requires_action']),
  attempt: z.uuid(),
});

/** Pays an invoice. The form's attempt makes a second press of the button harmless. */
export async function payInvoiceAction(_: PayState, form: FormData): Promise<PayState> {
  const { id, method, attempt } = formSchema.parse(Object.fromEntries(form));
  const principal = await requirePrincipal(`/invoices/${id}`);
  try {
    await payInvoice(principal, id, { paymentMethod: method, idempotencyKey: attempt });
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    if (error.slug === 'payment-requires-action') redirect(await confirmationOf(principal, id));
    const { title } = PROBLEMS[error.slug];
    return { method, attempt: crypto.randomUUID(), error: `${title}. ${error.message}` };
  }
  await setNotice('invoice-paid');
  redirect(`/invoices/${id}`);
}

/** Where the payment that waits for its payer is confirmed: the last one begun. */
async function confirmationOf(principal: Principal, id: string): Promise<string> {
  const payments = await listPayments(principal, id);
  const waiting = payments.find(({ status }) => status === 'requires_action');
  return waiting ? `/invoices/${id}/payments/${waiting.id}` : `/invoices/${id}`;
}
