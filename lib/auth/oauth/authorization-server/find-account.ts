import type { Account } from 'oidc-provider';
import { fromPublicId } from '@/lib/public-id';
import { findUserById } from '../sign-in/user.repository';

/**
 * A person as OpenID Connect describes them. `sub` is the public id that the API shows, too.
 *
 * Name and address are read only when claims are issued: in an ID token and at userinfo. The person is
 * known to exist, because deleting a person deletes their grants.
 * @param accountId a public id, `usr_…`.
 * @see https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims
 */
export function findAccount(_ctx: unknown, accountId: string): Account | undefined {
  const userId = fromPublicId('usr', accountId);
  if (!userId) return undefined;
  return {
    accountId,
    async claims() {
      const user = await findUserById(userId);
      return {
        sub: accountId,
        name: user?.name ?? undefined,
        picture: user?.image ?? undefined,
        email: user?.email ?? undefined,
        // An address that the provider did not verify is not stored.
        email_verified: user?.email ? true : undefined,
      };
    },
  };
}
