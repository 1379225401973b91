'use server';

import { redirect } from 'next/navigation';
import { setNotice } from '@/app/set-notice';
import type { RotateSecretState } from '@/components/oauth/rotate-secret-form';
import { deleteApp, rotateAppSecret } from '@/lib/auth/oauth/authorization-server/app-registration';
import { requireFreshSignIn } from '@/lib/auth/oauth/require-fresh-sign-in';
import { requirePrincipal, toPrincipal } from '@/lib/auth/oauth/require-principal';

const LIST = '/developers/apps';

/** Gives an app a new secret. Whoever has it can be the app, so it takes a fresh sign-in. */
export async function rotateSecretAction(
  _: RotateSecretState,
  form: FormData,
): Promise<RotateSecretState> {
  const principal = toPrincipal(await requireFreshSignIn(LIST));
  return { secret: await rotateAppSecret(principal, String(form.get('id'))) };
}

/** Deletes an app and ends everything that people allowed it. */
export async function deleteAppAction(form: FormData): Promise<void> {
  await deleteApp(await requirePrincipal(LIST), String(form.get('id')));
  await setNotice('app-deleted');
  redirect(LIST);
}
