'use server';

import { beginSignIn, endSession } from '@/lib/auth/oauth/begin-sign-in';

/** The button of a provider on the sign-in page. */
export async function signInAction(form: FormData): Promise<void> {
  const returnTo = form.get('return');
  await beginSignIn(
    String(form.get('provider') ?? ''),
    typeof returnTo === 'string' ? returnTo : null,
  );
}

/** The "Sign out" control of every page. */
export async function signOutAction(): Promise<void> {
  await endSession();
}
