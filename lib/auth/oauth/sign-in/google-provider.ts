import type { OIDCConfig } from 'next-auth/providers';
import { GOOGLE_SCOPE } from './providers';
import type { ProviderRegistration } from './providers';

export type GoogleProfile = {
  sub: string;
  name?: string;
  email?: string;
  email_verified?: boolean;
  picture?: string;
};

/**
 * Google speaks OpenID Connect: discovery, nonce, ID token. All three checks are asked for; the
 * library alone would send PKCE only.
 * @see https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth
 */
export function googleProvider(registration: ProviderRegistration): OIDCConfig<GoogleProfile> {
  const { clientId, clientSecret, issuer } = registration;
  return {
    id: 'google',
    name: registration.name,
    type: 'oidc',
    issuer,
    clientId,
    clientSecret,
    checks: ['pkce', 'state', 'nonce'],
    authorization: { params: { scope: GOOGLE_SCOPE } },
    profile: (profile) => ({
      id: profile.sub,
      name: profile.name ?? profile.email ?? 'Someone',
      email: profile.email_verified === true ? profile.email : null,
      image: profile.picture,
    }),
    // The ID token is needed once more, to verify its signature; it is not stored.
    account: () => ({}),
  };
}
