'use server';

import { redirect } from 'next/navigation';
import { setNotice } from '@/app/set-notice';
import { revokeApiKey } from '@/lib/auth/api-key/revoke-api-key';
import { requirePrincipal } from '@/lib/auth/oauth/require-principal';

/** Ends a key at once, then shows the list. */
export async function revokeKeyAction(form: FormData): Promise<void> {
  const principal = await requirePrincipal('/settings/api-keys');
  await revokeApiKey(principal, String(form.get('id')));
  await setNotice('api-key-revoked');
  redirect('/settings/api-keys');
}
