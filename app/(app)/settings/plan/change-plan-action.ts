'use server';

import { redirect } from 'next/navigation';
import { setNotice } from '@/app/set-notice';
import { requirePrincipal } from '@/lib/auth/oauth/require-principal';
import { changePlan } from '@/lib/billing/change-plan';

const PAGE = '/settings/plan';

/** Puts the workspace on another plan. */
export async function changePlanAction(form: FormData): Promise<void> {
  const principal = await requirePrincipal(PAGE);
  await changePlan(principal, String(form.get('plan')));
  await setNotice('plan-changed');
  redirect(PAGE);
}
