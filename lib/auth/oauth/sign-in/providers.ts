import { getEnv } from '@/lib/env';

/**
 * The registration of this application at the development identity providers. It opens nothing: both
 * providers run only where DEPLOYMENT is local, and know made-up people.
 */
export const DEVELOPMENT_CLIENT = {
  id: 'tollgate-development',
  secret: 'development-only-not-a-secret',
} as const;

/** The scopes that the application asks for: who is it, and under which verified address. */
export const GITHUB_SCOPE = 'read:user user:email';
export const GOOGLE_SCOPE = 'openid email profile';

/** Where a provider sends the browser back to. */
export function callbackPath(provider: 'github' | 'google'): string {
  return `/api/auth/callback/${provider}`;
}

export const PROVIDERS = ['github', 'google'] as const;
export type SignInProvider = (typeof PROVIDERS)[number];

export type ProviderRegistration = {
  id: SignInProvider;
  name: string;
  /** False for the stand-in on this machine. */
  real: boolean;
  /** What `iss` must say, character by character. */
  issuer: string;
  /** Names the issuer in stored identities. */
  identityIssuer: string;
  clientId: string;
  clientSecret: string;
};

const NAMES: Record<SignInProvider, string> = { github: 'GitHub', google: 'Google' };

const REAL_ISSUERS: Record<SignInProvider, string> = {
  github: 'https://github.com/login/oauth',
  google: 'https://accounts.google.com',
};

/** Whether somebody may sign in with a provider of this name at all. */
export function isSignInProvider(text: string): text is SignInProvider {
  return PROVIDERS.some((provider) => provider === text);
}

/**
 * How the stand-in for a provider is named in stored identities: the same on every port.
 *
 * Attack: subject 1815 at the stand-in is Ada, subject 1815 at the real GitHub is a stranger. The two
 * issuers never share a name.
 */
export function developmentIssuerOf(provider: SignInProvider): string {
  return `development:${provider}`;
}

/** The issuer under which identities of this provider are stored now. */
export function issuerOf(provider: SignInProvider): string {
  return registrationOf(provider)?.identityIssuer ?? REAL_ISSUERS[provider];
}

/**
 * How this application is registered at a provider: for real where id and secret are set, at the
 * stand-in on a local deployment, otherwise not at all.
 */
export function registrationOf(provider: SignInProvider): ProviderRegistration | undefined {
  const env = getEnv();
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

/** The providers that the sign-in page offers. */
export function signInProviders(): { id: SignInProvider; name: string; real: boolean }[] {
  return PROVIDERS.flatMap((provider) => {
    const registration = registrationOf(provider);
    return registration ? [{ id: provider, name: registration.name, real: registration.real }] : [];
  });
}

/** Where the stand-in of a provider listens. */
export function developmentOrigin(provider: SignInProvider): string {
  const [githubPort, googlePort] = getEnv().IDENTITY_PROVIDER_PORTS;
  return `http://localhost:${provider === 'github' ? githubPort : googlePort}`;
}
