'use server';

import { notFound, redirect } from 'next/navigation';
import { setNotice } from '@/app/set-notice';
import type { OutcomeState } from '@/components/connection/outcome-form';
import { beginConnection } from '@/lib/auth/oauth/connections/begin-connection';
import { ProviderUnreachableError } from '@/lib/auth/oauth/connections/provider-call';
import { checkConnectionNow } from '@/lib/auth/oauth/connections/check-connection';
import {
  type ConnectionProvider,
  isConnectionProvider,
  PROVIDER_TEXTS,
} from '@/lib/auth/oauth/connections/connection-provider';
import { disconnect } from '@/lib/auth/oauth/connections/disconnect';
import { ProviderRefusedError } from '@/lib/auth/oauth/connections/provider-call';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { sendTestMessage } from '@/lib/integrations/choose-channel';

const PAGE = '/settings/connections';

/** Sends the browser to the provider. */
export async function connectAction(form: FormData): Promise<void> {
  redirect(await beginConnection(await requirePrincipal(PAGE), providerOf(form)));
}

/** Ends a connection; asks once more where the provider could not be told. */
export async function disconnectAction(form: FormData): Promise<void> {
  const provider = providerOf(form);
  const onlyHere = form.get('only-here') === '1';
  const outcome = await disconnect(await requirePrincipal(PAGE), provider, onlyHere);
  if (outcome === 'unreachable') redirect(`${PAGE}/${provider}/disconnect?unreachable=1`);
  await setNotice(onlyHere ? 'connection-ended-here' : 'connection-ended');
  redirect(PAGE);
}

/** Asks the provider whether the connection still holds. */
export async function checkAction(_: OutcomeState, form: FormData): Promise<OutcomeState> {
  const provider = providerOf(form);
  const principal = await requirePrincipal(PAGE);
  try {
    if ((await checkConnectionNow(principal, provider)) === 'active') {
      await setNotice('connection-works');
    }
  } catch (error) {
    const known =
      error instanceof ProviderUnreachableError || error instanceof ProviderRefusedError;
    if (!known) throw error;
    return { error: `${PROVIDER_TEXTS[provider].name} did not answer. Try again in a moment.` };
  }
  redirect(PAGE);
}

/** Posts a test message and says what came of it. */
export async function sendTestAction(): Promise<OutcomeState> {
  const error = await sendTestMessage(await requirePrincipal(PAGE));
  if (error !== null) return { error };
  await setNotice('test-message-posted');
  redirect(PAGE);
}

function providerOf(form: FormData): ConnectionProvider {
  const provider = String(form.get('provider'));
  return isConnectionProvider(provider) ? provider : notFound();
}
