import { redirect } from 'next/navigation';
import { createLog } from '@/lib/log';
import { describeChain, explainRefusal } from './refusal';
import { sealLinkIntent, writeLinkIntent } from './link-intent';
import { ownUrl } from './own-url';
import { isSignInProvider, registrationOf } from './providers';
import { refusalPath } from './refusal';
import { requireFreshSignIn } from '../session/require-fresh-sign-in';
import { signIn, signOut } from './sign-in';

/**
 * Sends the browser to a provider. For server actions; it never returns.
 * @param returnTo where to go afterwards, if it is ours.
 */
export async function beginSignIn(provider: string, returnTo?: string | null): Promise<never> {
  redirect(await authorizationUrl(provider, returnTo));
}

/** The same, and asks the provider not to send the person back unseen. */
export async function beginFreshSignIn(provider: string, returnTo?: string | null): Promise<never> {
  const real = isSignInProvider(provider) && registrationOf(provider)?.real;
  // Neither GitHub nor Google knows `login`; both let the person choose, which shows a page.
  const prompt = real ? 'select_account' : 'login';
  redirect(await authorizationUrl(provider, returnTo, { prompt }));
}

/**
 * Begins to add a provider to the account of the person who is signed in: a deliberate act, after a
 * fresh sign-in. It never returns; the browser comes back to Settings, Profile.
 */
export async function beginLink(provider: string): Promise<never> {
  const person = await requireFreshSignIn('/settings/profile');
  const url = await authorizationUrl(provider, '/settings/profile');
  const state = URL.canParse(url) ? new URL(url).searchParams.get('state') : null;
  if (state && isSignInProvider(provider)) {
    await writeLinkIntent(await sealLinkIntent(person.sessionId, provider, state));
  }
  redirect(url);
}

async function authorizationUrl(
  provider: string,
  returnTo?: string | null,
  parameters: Record<string, string> = {},
): Promise<string> {
  if (!isSignInProvider(provider)) return refusalPath('provider-error');
  try {
    const options = { redirect: false, redirectTo: ownUrl(returnTo) } as const;
    const url: unknown = await signIn(provider, options, parameters);
    return String(url);
  } catch (error) {
    createLog('sign-in').warn({ chain: describeChain(error) }, 'sign-in could not begin');
    return refusalPath(explainRefusal(error));
  }
}

/** Ends the session on the server and in the browser. For server actions; it never returns. */
export async function endSession(): Promise<never> {
  await signOut({ redirect: false });
  redirect('/sign-in');
}
