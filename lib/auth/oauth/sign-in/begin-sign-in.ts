import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { createLog } from '@/lib/log';
import { chooseFlowSlot } from './flow-slot';
import { describeChain, explainRefusal } from './refusal';
import { sealLinkIntent, writeLinkIntent } from './link-intent';
import { ownUrl } from './own-url';
import { isSignInProvider, registrationOf } from './providers';
import { refusalPath } from './refusal';
import { requireFreshSignIn } from '../session/require-fresh-sign-in';
import { signIn, signOut } from './sign-in';
import { runSignInAttempt } from './sign-in-attempt';

/**
 * Sends the browser to a provider. For server actions; it never returns.
 * @param returnTo where to go afterwards, if it is ours.
 */
export async function beginSignIn(provider: string, returnTo?: string | null): Promise<never> {
  redirect((await authorizationUrl(provider, returnTo)).url);
}

/** The same, and asks the provider not to send the person back unseen. */
export async function beginFreshSignIn(provider: string, returnTo?: string | null): Promise<never> {
  const real = provider !== 'oidc' && isSignInProvider(provider) && registrationOf(provider)?.real;
  // Neither GitHub nor Google knows `login`; both let the person choose, which shows a page.
  const prompt = real ? 'select_account' : 'login';
  redirect((await authorizationUrl(provider, returnTo, { prompt })).url);
}

/**
 * Begins to add a provider to the account of the person who is signed in: a deliberate act, after a
 * fresh sign-in. It never returns; the browser comes back to Settings, Profile.
 */
export async function beginLink(provider: string): Promise<never> {
  const person = await requireFreshSignIn('/settings/profile');
  const { url, slot } = await authorizationUrl(provider, '/settings/profile');
  const state = URL.canParse(url) ? new URL(url).searchParams.get('state') : null;
  if (state && slot !== undefined && isSignInProvider(provider)) {
    await writeLinkIntent(slot, await sealLinkIntent(person.sessionId, provider, state));
  }
  redirect(url);
}

async function authorizationUrl(
  provider: string,
  returnTo?: string | null,
  parameters: Record<string, string> = {},
): Promise<{ url: string; slot?: number }> {
  if (!isSignInProvider(provider)) return { url: refusalPath('provider-error') };
  try {
    const slot = await chooseFlowSlot((await cookies()).getAll());
    const attempt = { provider, slot, userAgent: null, providerError: null };
    const options = { redirect: false, redirectTo: ownUrl(returnTo) } as const;
    const url: unknown = await runSignInAttempt(attempt, () =>
      signIn(provider, options, parameters),
    );
    return { url: String(url), slot };
  } catch (error) {
    createLog('sign-in').warn({ chain: describeChain(error) }, 'sign-in could not begin');
    return { url: refusalPath(explainRefusal(error)) };
  }
}

/** Ends the session on the server and in the browser. For server actions; it never returns. */
export async function endSession(): Promise<never> {
  await signOut({ redirect: false });
  redirect('/sign-in');
}
