'use server';

import { redirect } from 'next/navigation';
import { setNotice } from '@/app/set-notice';
import type { RotateSecretState } from '@/components/oauth/rotate-secret-form';
import {
  deleteApp,
  endSecretOverlap,
  rotateAppSecret,
} from '@/lib/auth/oauth/authorization-server/app-registration';
import { requireFreshSignIn } from '@/lib/auth/oauth/session/require-fresh-sign-in';
import { requirePrincipal, toPrincipal } from '@/lib/auth/oauth/session/require-principal';

const LIST = '/developers/apps';

/** Gives an app a new secret. Anyone who has it can act as the app, so this requires a recent sign-in. */
export async function rotateSecretAction(
  _: RotateSecretState,
  form: FormData,
): Promise<RotateSecretState> {
  const clientId = String(form.get('id'));
  const principal = toPrincipal(await requireFreshSignIn(pageOf(clientId)));
  return { secret: await rotateAppSecret(principal, clientId) };
}

/** Ends the overlap with the secret before. */
export async function endOverlapAction(form: FormData): Promise<void> {
  const clientId = String(form.get('id'));
  await endSecretOverlap(await requirePrincipal(pageOf(clientId)), clientId);
  await setNotice('secret-overlap-ended');
  redirect(pageOf(clientId));
}

/** Deletes an app and ends everything that people allowed it. */
export async function deleteAppAction(form: FormData): Promise<void> {
  await deleteApp(await requirePrincipal(LIST), String(form.get('id')));
  await setNotice('app-deleted');
  redirect(LIST);
}

function pageOf(clientId: string): string {
  return `${LIST}/${encodeURIComponent(clientId)}`;
}
