import { type Env, getEnv } from '@/lib/env';
import type { OutboundFetch } from './discover-issuer';

/**
 * The registration of this application at the development identity providers. It opens nothing: both
 * providers run only where DEPLOYMENT is local, and know made-up people.
 */
export const DEVELOPMENT_CLIENT = {
  id: 'tollgate-development',
  secret: 'development-only-not-a-secret',
} as const;

/** How a client sends its secret. */
export type ClientAuthentication = 'client_secret_basic' | 'client_secret_post';

/** The scopes that the application asks for: who is it, and under which verified address. */
export const GITHUB_SCOPE = 'read:user user:email';
export const GOOGLE_SCOPE = 'openid email profile';
export const OIDC_SCOPE = 'openid email profile';

/** Where a provider sends the browser back to. */
export function callbackPath(provider: SignInProvider | CompanyProviderId): string {
  return `/api/auth/callback/${provider}`;
}

/** `oidc` is the one OpenID Connect provider that the operator names by its issuer. */
export const PROVIDERS = ['github', 'google', 'oidc'] as const;
export type SignInProvider = (typeof PROVIDERS)[number];

/** The providers that have a stand-in on this machine. */
export type StandInProvider = Exclude<SignInProvider, 'oidc'>;

/** A company's own provider, by the workspace that connected it. */
export type CompanyProviderId = `sso_${string}`;

export type ProviderRegistration = {
  id: SignInProvider | CompanyProviderId;
  name: string;
  /** False for the stand-in on this machine. */
  real: boolean;
  /** What `iss` must say, character by character. */
  issuer: string;
  /** Names the issuer in stored identities. */
  identityIssuer: string;
  clientId: string;
  clientSecret: string;
  /** Asked for instead of OIDC_SCOPE. */
  scope?: string;
  /** Makes every request to the provider, where its address is not the operator's choice. */
  fetch?: OutboundFetch | undefined;
  clientAuthentication?: ClientAuthentication | undefined;
};

const NAMES: Record<StandInProvider, string> = { github: 'GitHub', google: 'Google' };

const REAL_ISSUERS: Record<StandInProvider, string> = {
  github: 'https://github.com/login/oauth',
  google: 'https://accounts.google.com',
};

export function isCompanyProviderId(text: string): text is CompanyProviderId {
  return text.startsWith('sso_');
}

/** Whether someone may sign in with a provider of this name at all. */
export function isSignInProvider(text: string): text is SignInProvider {
  return PROVIDERS.some((provider) => provider === text);
}

/**
 * How the stand-in for a provider is named in stored identities: the same on every port.
 *
 * Attack: subject 1815 at the stand-in is Ada, subject 1815 at the real GitHub is a stranger. The two
 * issuers never share a name.
 */
export function developmentIssuerOf(provider: StandInProvider): string {
  return `development:${provider}`;
}

/** The issuer under which identities of this provider are stored now; undefined where it has none. */
export function issuerOf(provider: SignInProvider): string | undefined {
  const registration = registrationOf(provider);
  if (registration) return registration.identityIssuer;
  return provider === 'oidc' ? undefined : REAL_ISSUERS[provider];
}

/**
 * How this application is registered at a provider: for real where id and secret are set, at the
 * stand-in on a local deployment, otherwise not at all.
 */
export function registrationOf(provider: SignInProvider): ProviderRegistration | undefined {
  const env = getEnv();
  if (provider === 'oidc') return oidcRegistration(env);
  const [clientId, clientSecret] =
    provider === 'github'
      ? [env.AUTH_GITHUB_ID, env.AUTH_GITHUB_SECRET]
      : [env.AUTH_GOOGLE_ID, env.AUTH_GOOGLE_SECRET];
  const base = { id: provider, name: NAMES[provider] };
  if (clientId && clientSecret) {
    const issuer = REAL_ISSUERS[provider];
    return { ...base, real: true, issuer, identityIssuer: issuer, clientId, clientSecret };
  }
  if (env.DEPLOYMENT !== 'local') return undefined;
  return {
    ...base,
    real: false,
    issuer: developmentOrigin(provider) + (provider === 'github' ? '/login/oauth' : ''),
    identityIssuer: developmentIssuerOf(provider),
    clientId: DEVELOPMENT_CLIENT.id,
    clientSecret: DEVELOPMENT_CLIENT.secret,
  };
}

function oidcRegistration(env: Env): ProviderRegistration | undefined {
  const { AUTH_OIDC_ISSUER: issuer, AUTH_OIDC_ID: clientId, AUTH_OIDC_SECRET: clientSecret } = env;
  if (!issuer || !clientId || !clientSecret) return undefined;
  const name = env.AUTH_OIDC_NAME ?? new URL(issuer).hostname;
  return { id: 'oidc', name, real: true, issuer, identityIssuer: issuer, clientId, clientSecret };
}

/** What people call a provider, also one that is no longer offered; '' for an unknown one. */
export function providerName(provider: string): string {
  if (isCompanyProviderId(provider)) return 'Single sign-on';
  if (!isSignInProvider(provider)) return '';
  const name = registrationOf(provider)?.name;
  return name ?? (provider === 'oidc' ? 'OpenID Connect' : NAMES[provider]);
}

/** The providers that the sign-in page offers. */
export function signInProviders(): { id: SignInProvider; name: string; real: boolean }[] {
  return PROVIDERS.flatMap((provider) => {
    const registration = registrationOf(provider);
    return registration ? [{ id: provider, name: registration.name, real: registration.real }] : [];
  });
}

/** Whether there is a stand-in for a provider on this machine. */
export function hasStandIn(provider: SignInProvider): provider is StandInProvider {
  return provider !== 'oidc';
}

/** Where the stand-in of a provider listens. */
export function developmentOrigin(provider: StandInProvider): string {
  const [githubPort, googlePort] = getEnv().IDENTITY_PROVIDER_PORTS;
  return `http://localhost:${provider === 'github' ? githubPort : googlePort}`;
}
