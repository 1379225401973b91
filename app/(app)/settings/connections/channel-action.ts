'use server';

import { redirect } from 'next/navigation';
import { toFieldErrors } from '@/app/form-state';
import { setNotice } from '@/app/set-notice';
import type { ChannelState } from '@/components/connection/channel-form';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { chooseChannel } from '@/lib/integrations/choose-channel';

/** Chooses the channel for messages about invoices. */
export async function chooseChannelAction(_: ChannelState, form: FormData): Promise<ChannelState> {
  const channel = String(form.get('channel') ?? '').slice(0, 100);
  const principal = await requirePrincipal('/settings/connections');
  try {
    await chooseChannel(principal, channel);
  } catch (error) {
    const errors = toFieldErrors(error, { channel: 'channel' });
    return { channel, error: errors.channel ?? errors.form };
  }
  await setNotice('channel-chosen');
  redirect('/settings/connections');
}
