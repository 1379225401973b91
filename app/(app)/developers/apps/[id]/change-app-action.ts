'use server';

import { redirect } from 'next/navigation';
import { toFieldErrors } from '@/app/form-state';
import { setNotice } from '@/app/set-notice';
import type { EditAppState } from '@/components/oauth/edit-app-form';
import { changeApp } from '@/lib/auth/oauth/authorization-server/app-registration';
import { requireFreshSignIn } from '@/lib/auth/oauth/session/require-fresh-sign-in';
import { toPrincipal } from '@/lib/auth/oauth/session/require-principal';

const FIELDS = { name: 'name', redirectUris: 'redirects' } as const;

/** Changes name and redirect addresses. Codes go there, so it takes a fresh sign-in. */
export async function changeAppAction(_: EditAppState, form: FormData): Promise<EditAppState> {
  const clientId = String(form.get('id'));
  const page = `/developers/apps/${encodeURIComponent(clientId)}`;
  const principal = toPrincipal(await requireFreshSignIn(page));
  const values = { name: String(form.get('name')), redirects: String(form.get('redirects')) };
  try {
    const redirectUris = values.redirects.split(/\s+/).filter(Boolean);
    await changeApp(principal, clientId, { name: values.name, redirectUris });
  } catch (error) {
    return { values, errors: toFieldErrors(error, FIELDS) };
  }
  await setNotice('app-changed');
  redirect(page);
}
