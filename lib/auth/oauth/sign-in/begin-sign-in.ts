import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { createLog } from '@/lib/log';
import { domainOfEmail } from '../company/company-domain';
import { isCompanyMember } from '../company/company-member.repository';
import { findCompany, findCompanyOfDomain } from '../company/company-provider';
import { chooseFlowSlot } from './flow-slot';
import { describeChain, explainRefusal } from './refusal';
import { sealLinkIntent, writeLinkIntent } from './link-intent';
import { ownPath, ownUrl } from './own-url';
import { isCompanyProviderId, isSignInProvider, registrationOf } from './providers';
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

/**
 * Sends the browser to the provider of the company that an address belongs to; to the sign-in page
 * where there is none.
 */
export async function beginCompanySignIn(email: string, returnTo: string): Promise<never> {
  const domain = domainOfEmail(email.trim());
  const provider = domain ? await findCompanyOfDomain(domain) : undefined;
  const back = new URLSearchParams({ company: 'unknown', return: ownPath(returnTo) });
  if (!provider) redirect(`/sign-in?${back}`);
  redirect((await authorizationUrl(provider, returnTo, { login_hint: email.trim() })).url);
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
  if (await isCompanyMember(person.userId)) redirect(refusalPath('company-account'));
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
  const company = isCompanyProviderId(provider) ? await findCompany(provider) : undefined;
  if (!company && !isSignInProvider(provider)) return { url: refusalPath('provider-error') };
  try {
    const slot = await chooseFlowSlot((await cookies()).getAll());
    const attempt = { provider, slot, company, userAgent: null, providerError: null };
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
