import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { deviceCookie, sessionCookie } from '@/lib/auth/oauth/session/session-cookie';
import { getClientContext, type Principal } from './host';
import { findLiveSession } from './stored-people';

/** The person at the browser, as pages show them. */
export type Person = {
  userId: string;
  name: string;
  email: string | null;
  image: string | null;
  sessionId: string;
  /** When this session began, that is, when the person last came from their provider. */
  signedInAt: Date;
  /** When the provider asked them for proof, where it says so. */
  authenticatedAt: Date | null;
  expiresAt: Date;
  provider: string | null;
};

/**
 * Who is at the browser; null where no one is signed in. Ask it in each page, route handler and
 * server action that shows or changes something, never in a proxy (middleware) alone.
 *
 * Attack: an answer that merely exists is not a session. The lock is the row itself: no live row of
 * this token, no person. A store that does not answer throws; it does not make anyone anonymous.
 */
export async function getPerson(): Promise<Person | null> {
  const jar = await cookies();
  const token = jar.get(sessionCookie().name)?.value;
  if (!token) return null;
  const device = jar.get(deviceCookie().name)?.value;
  const session = await findLiveSession(token, getClientContext().address, { device });
  if (!session) return null;
  const { id, createdAt, authenticatedAt, expiresAt, provider, user } = session;
  return {
    userId: user.id,
    name: user.name ?? 'Someone',
    email: user.email,
    image: user.image,
    sessionId: id,
    signedInAt: createdAt,
    authenticatedAt,
    expiresAt,
    provider,
  };
}

/**
 * The browser's person. Sends the browser to the sign-in page where there is none.
 * @param returnTo the path to come back to after the sign-in.
 */
export async function requirePerson(returnTo = '/dashboard'): Promise<Person> {
  const person = await getPerson();
  if (!person) redirect(`/sign-in?return=${encodeURIComponent(returnTo)}`);
  return person;
}

export function toPrincipal({ userId, sessionId }: Person): Principal {
  return { userId, credentialId: sessionId };
}
