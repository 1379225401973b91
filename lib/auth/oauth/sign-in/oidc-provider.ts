import { customFetch } from 'next-auth';
import type { OIDCConfig } from 'next-auth/providers';
import { z } from 'zod';
import { clientAuthenticationOf, discoverIssuer } from './discover-issuer';
import { OIDC_SCOPE, type ProviderRegistration } from './providers';
import { currentSignInAttempt } from './sign-in-attempt';

const TIMEOUT_MS = 10_000;

const profileSchema = z.object({
  sub: z.string().min(1),
  name: z.string().optional(),
  preferred_username: z.string().optional(),
  email: z.string().optional(),
  email_verified: z.boolean().optional(),
  picture: z.string().optional(),
});

export type OidcProfile = z.output<typeof profileSchema>;

/**
 * Any OpenID Connect provider, found by discovery: PKCE with S256, state and nonce are asked for,
 * whether the provider insists on them or not. Where its metadata says that answers carry `iss`
 * (RFC 9207), one without it is refused.
 * @see https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth
 */
export function oidcProvider(registration: ProviderRegistration): OIDCConfig<OidcProfile> {
  const { id, name, clientId, clientSecret, issuer, fetch: send = fetch } = registration;
  return {
    id,
    name,
    type: 'oidc',
    issuer,
    clientId,
    clientSecret,
    client: {
      token_endpoint_auth_method:
        registration.clientAuthentication ??
        currentSignInAttempt()?.clientAuthentication ??
        'client_secret_basic',
    },
    checks: ['pkce', 'state', 'nonce'],
    authorization: { params: { scope: registration.scope ?? OIDC_SCOPE } },
    [customFetch]: (input, init) =>
      send(input instanceof Request ? input.url : input, {
        ...init,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      }),
    profile: async (claims, tokens) => toUser(await completeProfile(claims, tokens, registration)),
    // The ID token is needed once more, to verify its signature; it is not stored.
    account: () => ({}),
  };
}

/**
 * Attack: an address that the provider did not verify may be someone else's. Only
 * `email_verified: true` counts; a provider that does not send it gives no address.
 */
function toUser(profile: OidcProfile) {
  const email = profile.email_verified === true ? profile.email : undefined;
  return {
    id: profile.sub,
    name: profile.name ?? profile.preferred_username ?? email ?? 'Someone',
    email: email ?? null,
    image: profile.picture,
  };
}

/**
 * Many providers put name and address only into the answer of their userinfo endpoint.
 * @throws {Error} when that answer is about another person than the ID token.
 * @see https://openid.net/specs/openid-connect-core-1_0.html#UserInfoResponse
 */
async function completeProfile(
  claims: OidcProfile,
  tokens: { access_token?: string | undefined },
  { issuer, fetch: send = fetch }: ProviderRegistration,
): Promise<OidcProfile> {
  const profile = profileSchema.parse(claims);
  if (profile.email !== undefined && profile.name !== undefined) return profile;
  const { userinfo_endpoint: url } = await discoverIssuer(issuer, send);
  if (!url || !tokens.access_token) return profile;
  const response = await send(url, {
    headers: { authorization: `Bearer ${tokens.access_token}`, accept: 'application/json' },
    signal: AbortSignal.timeout(TIMEOUT_MS),
    redirect: 'error',
    cache: 'no-store',
  });
  if (!response.ok) throw new Error(`The userinfo endpoint answered ${response.status}`);
  const more = profileSchema.parse(await response.json());
  if (more.sub !== profile.sub) throw new Error('ID Token and userinfo name two people');
  // Both halves of the address come from one document.
  return profile.email === undefined ? { ...profile, ...more } : { ...more, ...profile };
}

/**
 * How the secret is sent to the provider that a callback is about.
 * @returns undefined where it could not be asked; the exchange then says what is wrong.
 */
export async function chooseClientAuthentication({ issuer }: ProviderRegistration) {
  try {
    return clientAuthenticationOf(await discoverIssuer(issuer));
  } catch {
    return undefined;
  }
}
