'use server';

import { redirect } from 'next/navigation';
import { setNotice } from '@/app/set-notice';
import { narrowApiKey } from '@/lib/auth/api-key/narrow-api-key';
import { revokeApiKey } from '@/lib/auth/api-key/revoke-api-key';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { isScope } from '@/lib/auth/scope';

/** Ends a key at once, then shows the list. */
export async function revokeKeyAction(form: FormData): Promise<void> {
  const principal = await requirePrincipal('/settings/api-keys');
  await revokeApiKey(principal, String(form.get('id')));
  await setNotice('api-key-revoked');
  redirect('/settings/api-keys');
}

/** Takes away what a key did not use. Scopes are only ever taken, so a stale page adds nothing. */
export async function narrowKeyAction(form: FormData): Promise<void> {
  const principal = await requirePrincipal('/settings/api-keys');
  const scopes = form.getAll('scopes').map(String).filter(isScope);
  await narrowApiKey(principal, String(form.get('id')), scopes);
  await setNotice('key-narrowed');
  redirect('/settings/api-keys');
}
