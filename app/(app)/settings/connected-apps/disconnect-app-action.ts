'use server';

import { redirect } from 'next/navigation';
import { setNotice } from '@/app/set-notice';
import { disconnectApp } from '@/lib/auth/oauth/authorization-server/connected-app';
import { requirePrincipal } from '@/lib/auth/oauth/require-principal';

const LIST = '/settings/connected-apps';

/** Ends what the person allowed an app. */
export async function disconnectAppAction(form: FormData): Promise<void> {
  await disconnectApp(await requirePrincipal(LIST), String(form.get('id')));
  await setNotice('app-disconnected');
  redirect(LIST);
}
