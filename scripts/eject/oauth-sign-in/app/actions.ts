'use server';

import { redirect } from 'next/navigation';
import { revokeOtherSessions } from '@/lib/auth/oauth/session/sessions';
import {
  beginFreshSignIn,
  beginLink,
  beginSignIn,
  endSession,
} from '@/lib/auth/oauth/sign-in/begin-sign-in';
import { requirePerson, toPrincipal } from '../current-person';

function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}

export async function signIn(form: FormData): Promise<void> {
  await beginSignIn(text(form, 'provider'), text(form, 'return'));
}

export async function signInAgain(form: FormData): Promise<void> {
  const { provider } = await requirePerson();
  await beginFreshSignIn(provider ?? '', text(form, 'return'));
}

export async function addProvider(form: FormData): Promise<void> {
  await beginLink(text(form, 'provider'));
}

export async function endOtherSessions(): Promise<void> {
  await revokeOtherSessions(toPrincipal(await requirePerson()));
  redirect('/dashboard');
}

export async function signOut(): Promise<void> {
  await endSession();
}
