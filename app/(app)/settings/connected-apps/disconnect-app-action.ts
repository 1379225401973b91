'use server';

import { redirect } from 'next/navigation';
import { setNotice } from '@/app/set-notice';
import { disconnectApp } from '@/lib/auth/oauth/authorization-server/connected-app';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { ProblemError } from '@/lib/http/problem';

const LIST = '/settings/connected-apps';

/** Ends one connection or, for a client id, all of an app. What has ended already is as good as ended. */
export async function disconnectAppAction(form: FormData): Promise<void> {
  const principal = await requirePrincipal(LIST);
  try {
    await disconnectApp(principal, String(form.get('id')));
  } catch (error) {
    if (!(error instanceof ProblemError && error.slug === 'not-found')) throw error;
  }
  await setNotice('app-disconnected');
  redirect(LIST);
}
