'use server';

import { redirect } from 'next/navigation';
import { setNotice } from '@/app/set-notice';
import { isUnavailable } from '@/components/invoice/unavailable';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { changePlan } from '@/lib/billing/client';

const PAGE = '/settings/plan';

/** Puts the workspace on another plan. */
export async function changePlanAction(form: FormData): Promise<void> {
  const principal = await requirePrincipal(PAGE);
  try {
    await changePlan(principal, String(form.get('plan')));
    await setNotice('plan-changed');
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    await setNotice('billing-unavailable');
  }
  redirect(PAGE);
}
