'use server';

import { redirect } from 'next/navigation';
import { z } from 'zod';
import { setNotice } from '@/app/set-notice';
import { isUnavailable } from '@/components/invoice/unavailable';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { completePayment } from '@/lib/billing/client';
import { ProblemError } from '@/lib/http/problem';

const formSchema = z.object({
  invoice: z.string().max(64),
  payment: z.string().max(64),
  answer: z.enum(['approve', 'refuse']),
});

/** Answers as the owner of the card. */
export async function completePaymentAction(form: FormData): Promise<void> {
  const { invoice, payment, answer } = formSchema.parse(Object.fromEntries(form));
  const principal = await requirePrincipal(`/invoices/${invoice}`);
  try {
    await completePayment(principal, invoice, payment, answer);
    await setNotice('invoice-paid');
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    if (isUnavailable(error)) {
      await setNotice('billing-unavailable');
      redirect(`/invoices/${invoice}/payments/${payment}`);
    }
    if (error.slug !== 'payment-declined' && error.slug !== 'conflict') throw error;
    if (error.slug === 'payment-declined') await setNotice('payment-refused');
  }
  redirect(`/invoices/${invoice}`);
}
