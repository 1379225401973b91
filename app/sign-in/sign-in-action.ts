'use server';

import {
  beginCompanySignIn,
  beginFreshSignIn,
  beginSignIn,
  endSession,
} from '@/lib/auth/oauth/sign-in/begin-sign-in';

/** The button of a provider on the sign-in page. */
export async function signInAction(form: FormData): Promise<void> {
  await beginSignIn(text(form, 'provider'), text(form, 'return'));
}

/** The work address on the sign-in page. */
export async function companySignInAction(form: FormData): Promise<void> {
  await beginCompanySignIn(text(form, 'email'), text(form, 'return'));
}

/** The button of a provider where a fresh sign-in is needed. */
export async function signInAgainAction(form: FormData): Promise<void> {
  await beginFreshSignIn(text(form, 'provider'), text(form, 'return'));
}

/** The "Sign out" control of every page. */
export async function signOutAction(): Promise<void> {
  await endSession();
}

function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}
