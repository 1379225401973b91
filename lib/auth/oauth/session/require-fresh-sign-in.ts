import { redirect } from 'next/navigation';
import { FRESH_SIGN_IN_SECONDS } from '@/lib/auth/authorize';
import { type Person, requirePerson } from './require-principal';

/**
 * For dangerous acts: the person must have come from their provider within the last five minutes.
 * Sends the browser to do that where they have not, and back to `returnTo`.
 *
 * Attack: someone at an unlocked computer, or with a stolen cookie, makes a live key or adds their
 * own identity.
 * @see docs/decisions/0033-step-up-authentication.md
 */
export async function requireFreshSignIn(returnTo: string): Promise<Person> {
  const person = await requirePerson(returnTo);
  if (isFresh(person)) return person;
  redirect(`/sign-in/again?return=${encodeURIComponent(returnTo)}`);
}

/**
 * Whether a sign-in is fresh. Where the provider says when it asked for proof, that counts, too: a
 * provider that silently sent back someone who signed in there last week proves nothing.
 */
export function isFresh(
  person: Pick<Person, 'signedInAt' | 'authenticatedAt'>,
  now = new Date(),
): boolean {
  const earliest = now.getTime() - FRESH_SIGN_IN_SECONDS * 1000;
  const proved = person.authenticatedAt ?? person.signedInAt;
  return person.signedInAt.getTime() >= earliest && proved.getTime() >= earliest;
}
