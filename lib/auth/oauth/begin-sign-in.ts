import { redirect } from 'next/navigation';
import { createLog } from '@/lib/log';
import { describeChain, explainRefusal } from './explain-refusal';
import { ownUrl } from './own-url';
import { isSignInProvider } from './providers';
import { refusalPath } from './refusal';
import { signIn, signOut } from './sign-in';

/**
 * Sends the browser to a provider. A server action; it never returns.
 * @param returnTo where to go afterwards, if it is ours.
 */
export async function beginSignIn(provider: string, returnTo?: string | null): Promise<never> {
  redirect(await authorizationUrl(provider, returnTo));
}

async function authorizationUrl(provider: string, returnTo?: string | null): Promise<string> {
  if (!isSignInProvider(provider)) return refusalPath('provider-error');
  try {
    const url: unknown = await signIn(provider, { redirect: false, redirectTo: ownUrl(returnTo) });
    return String(url);
  } catch (error) {
    createLog('sign-in').warn({ chain: describeChain(error) }, 'sign-in could not begin');
    return refusalPath(explainRefusal(error));
  }
}

/** Ends the session on the server and in the browser. A server action; it never returns. */
export async function endSession(): Promise<never> {
  await signOut({ redirect: false });
  redirect('/sign-in');
}
