import type { Account } from 'oidc-provider';
import { fromPublicId } from '@/lib/public-id';
import { findUserById } from '../sign-in/user.repository';

/**
 * A person as OpenID Connect describes them. `sub` is the public id that the API shows, too.
 * @param accountId a public id, `usr_…`.
 * @see https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims
 */
export async function findAccount(_ctx: unknown, accountId: string): Promise<Account | undefined> {
  const userId = fromPublicId('usr', accountId);
  const user = userId ? await findUserById(userId) : null;
  if (!user) return undefined;
  return {
    accountId,
    claims: () => ({
      sub: accountId,
      name: user.name ?? undefined,
      picture: user.image ?? undefined,
      email: user.email ?? undefined,
      // An address that the provider did not verify is not stored.
      email_verified: user.email === null ? undefined : true,
    }),
  };
}
