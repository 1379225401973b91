'use server';

import { redirect } from 'next/navigation';
import { setNotice } from '@/app/set-notice';
import { beginLink } from '@/lib/auth/oauth/sign-in/begin-sign-in';
import { removeIdentity } from '@/lib/auth/oauth/sign-in/identity';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';

/** Begins to add a provider. It ends on this page again, or on the one that says why not. */
export async function addProviderAction(form: FormData): Promise<void> {
  await beginLink(String(form.get('provider')));
}

/** Takes a provider away from the account. */
export async function removeProviderAction(form: FormData): Promise<void> {
  const principal = await requirePrincipal('/settings/profile');
  await removeIdentity(principal, String(form.get('id')));
  await setNotice('provider-removed');
  redirect('/settings/profile');
}
