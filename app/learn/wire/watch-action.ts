'use server';

import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { beginFreshSignIn } from '@/lib/auth/oauth/sign-in/begin-sign-in';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { getEnv } from '@/lib/env';
import { issueWatchToken, WATCH_COOKIE, WATCH_SECONDS } from '@/lib/trace/watch-token';

/** Gives the learner a token for their own calls, kept in a cookie so that the page can show it. */
export async function watchAction(): Promise<void> {
  const { workspaceId, userId } = await requirePrincipal('/learn/wire');
  (await cookies()).set(WATCH_COOKIE, issueWatchToken({ workspaceId, userId }), {
    httpOnly: true,
    sameSite: 'lax',
    secure: getEnv().APP_URL.startsWith('https:'),
    maxAge: WATCH_SECONDS,
    path: '/',
  });
  redirect('/learn/wire');
}

/** Goes through a provider once more, so that a sign-in is watched from one end to the other. */
export async function signInAgainAction(form: FormData): Promise<void> {
  await requirePrincipal('/learn/wire');
  await beginFreshSignIn(String(form.get('provider')), '/learn/wire');
}

/** Ends it. */
export async function unwatchAction(): Promise<void> {
  (await cookies()).delete(WATCH_COOKIE);
  redirect('/learn/wire');
}
