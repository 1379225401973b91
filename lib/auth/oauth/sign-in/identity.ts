import type { Principal } from '@/lib/auth/principal';
import { problem } from '@/lib/http/problem';
import { deleteIdentity, findIdentitiesOfUser, type IdentityRow } from './user.repository';

/** The providers that a person can sign in with, oldest first. */
export async function listIdentities(principal: Pick<Principal, 'userId'>): Promise<IdentityRow[]> {
  return findIdentitiesOfUser(principal.userId);
}

/**
 * Takes a provider away from the person's account.
 * @throws {ProblemError} 404 where they do not have it, 409 where it is their only way in.
 */
export async function removeIdentity(
  principal: Pick<Principal, 'userId'>,
  id: string,
): Promise<void> {
  const identities = await findIdentitiesOfUser(principal.userId);
  if (!identities.some((identity) => identity.id === id)) throw problem('not-found');
  const outcome = await deleteIdentity(principal.userId, id);
  if (outcome === 'none') throw problem('not-found');
  if (outcome === 'last') {
    throw problem('conflict', { detail: 'This is the only provider that you can sign in with.' });
  }
}
