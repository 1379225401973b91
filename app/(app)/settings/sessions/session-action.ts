'use server';

import { redirect } from 'next/navigation';
import { setNotice } from '@/app/set-notice';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { revokeOtherSessions, revokeSession } from '@/lib/auth/oauth/session/sessions';
import { ProblemError } from '@/lib/http/problem';

const LIST = '/settings/sessions';

/** Ends one session at once. One that is gone already is as good as ended. */
export async function endSessionAction(form: FormData): Promise<void> {
  const principal = await requirePrincipal(LIST);
  try {
    await revokeSession(principal, String(form.get('id')));
  } catch (error) {
    if (!(error instanceof ProblemError && error.slug === 'not-found')) throw error;
  }
  await setNotice('session-ended');
  redirect(LIST);
}

/** Ends every session but the one that asks. */
export async function endOtherSessionsAction(): Promise<void> {
  const principal = await requirePrincipal(LIST);
  await revokeOtherSessions(principal);
  await setNotice('sessions-ended');
  redirect(LIST);
}
