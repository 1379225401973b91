import type { JWK } from 'jose';
import type Provider from 'oidc-provider';
import { callbackPath, GOOGLE_SCOPE } from '@/lib/auth/oauth/sign-in/providers';
import { createIssuer } from '../issuer/create-issuer';
import type { FailureSwitch } from '../failure-switch';
import type { IssuerFailure } from '../issuer/issuer-failure';
import type { Person } from '../person';

/** The Google-shaped issuer: OpenID Connect with discovery, nonce, ID token and userinfo. */
export function createGoogleIssuer(
  origin: string,
  appUrl: string,
  signingKey: JWK,
  findSubject: (subject: string) => Person | undefined,
  failures: FailureSwitch<IssuerFailure>,
): Provider {
  return createIssuer({
    issuer: origin,
    cookiePrefix: 'idp_google',
    redirectUri: `${appUrl}${callbackPath('google')}`,
    client: { require_auth_time: true, id_token_signed_response_alg: 'RS256' },
    configuration: {
      jwks: { keys: [signingKey] },
      scopes: GOOGLE_SCOPE.split(' '),
      claims: {
        openid: ['sub'],
        email: ['email', 'email_verified'],
        profile: ['name', 'given_name'],
      },
      findAccount: (_ctx, subject) => {
        const person = findSubject(subject);
        if (!person) return undefined;
        const failure = failures.of(person.login);
        return {
          accountId: subject,
          claims: () => ({
            sub: subject,
            name: person.name,
            given_name: person.name.split(' ')[0],
            email: failure === 'same-email' ? 'ada@example.com' : person.email,
            email_verified: failure !== 'unverified-email',
          }),
        };
      },
    },
  });
}
