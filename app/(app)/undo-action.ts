'use server';

import { redirect } from 'next/navigation';
import { setNotice } from '@/app/set-notice';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { ProblemError } from '@/lib/http/problem';
import { restoreEndpoint } from '@/lib/webhooks/delete-endpoint';
import { updateEndpoint } from '@/lib/webhooks/update-endpoint';

const LIST = '/settings/webhooks';

/** Takes back what a notice told of, where that can be done whole. */
export async function undoAction(form: FormData): Promise<void> {
  const principal = await requirePrincipal(LIST);
  const id = String(form.get('object'));
  try {
    if (form.get('notice') === 'webhook-off') {
      await updateEndpoint(principal, id, { status: 'enabled' });
      await setNotice('webhook-on');
    } else {
      await restoreEndpoint(principal, id);
      await setNotice('webhook-restored');
    }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    await setNotice('undo-too-late');
    redirect(LIST);
  }
  redirect(`${LIST}/${encodeURIComponent(id)}`);
}
