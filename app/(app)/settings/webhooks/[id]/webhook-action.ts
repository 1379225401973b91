'use server';

import { redirect } from 'next/navigation';
import { setNotice } from '@/app/set-notice';
import type { RollWebhookState } from '@/components/webhook/roll-webhook-form';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { ProblemError } from '@/lib/http/problem';
import { deleteEndpoint } from '@/lib/webhooks/delete-endpoint';
import { resendDelivery, sendTestEvent } from '@/lib/webhooks/resend-delivery';
import { rollWebhookSecret } from '@/lib/webhooks/roll-webhook-secret';
import { updateEndpoint } from '@/lib/webhooks/update-endpoint';

const LIST = '/settings/webhooks';

/** Sends a test event; the delivery log shows what came of it. */
export async function sendTestAction(form: FormData): Promise<void> {
  const id = String(form.get('id'));
  const principal = await requirePrincipal(LIST);
  await sendTestEvent(principal, id);
  await setNotice('webhook-test-sent');
  redirect(`${LIST}/${id}`);
}

/** Sends a delivery again. */
export async function resendAction(form: FormData): Promise<void> {
  const id = String(form.get('id'));
  const principal = await requirePrincipal(LIST);
  await resendDelivery(principal, id, String(form.get('delivery')));
  await setNotice('webhook-resent');
  redirect(`${LIST}/${id}`);
}

/** Switches an endpoint on or off. */
export async function switchAction(form: FormData): Promise<void> {
  const id = String(form.get('id'));
  const principal = await requirePrincipal(LIST);
  const status = form.get('status') === 'disabled' ? 'disabled' : 'enabled';
  await updateEndpoint(principal, id, { status });
  await setNotice(status === 'disabled' ? 'webhook-off' : 'webhook-on', id);
  redirect(`${LIST}/${id}`);
}

/** Removes an endpoint. The notice offers to bring it back. */
export async function deleteWebhookAction(form: FormData): Promise<void> {
  const principal = await requirePrincipal(LIST);
  const id = String(form.get('id'));
  await deleteEndpoint(principal, id);
  await setNotice('webhook-deleted', id);
  redirect(LIST);
}

/** Gives an endpoint a new secret and shows it once. */
export async function rollWebhookAction(
  _: RollWebhookState,
  form: FormData,
): Promise<RollWebhookState> {
  const principal = await requirePrincipal(LIST);
  try {
    const overlapSeconds = Number(form.get('overlap'));
    const { secret } = await rollWebhookSecret(principal, String(form.get('id')), overlapSeconds);
    return { secret };
  } catch (error) {
    if (error instanceof ProblemError) return { error: error.message };
    throw error;
  }
}
