import NextAuth, { type NextAuthConfig } from 'next-auth';
import { getEnv, pinAuthUrl, requireSecret } from '@/lib/env';
import { createLog } from '@/lib/log';
import { admitSignIn } from './admit-sign-in';
import { authAdapter } from './auth-adapter';
import { describeChain, explainRefusal } from './refusal';
import { githubProvider } from './github-provider';
import { googleProvider } from './google-provider';
import { oidcProvider } from './oidc-provider';
import { ownUrl } from './own-url';
import { registrationOf } from './providers';
import { authCookies } from '../session/session-cookie';
import { createSessionToken } from '../session/session-token';
import { currentSignInAttempt } from './sign-in-attempt';

/**
 * Signing in with GitHub, Google or a provider of the operator's: Auth.js runs the protocol, everything it leaves out or leaves
 * open is set here. The configuration is made at each request, so that nothing is read at build
 * time and a missing secret stops the request, not the check.
 * @see docs/decisions/0030-auth-js-5-beta.md
 */
export function authConfig(): NextAuthConfig {
  pinAuthUrl();
  const env = getEnv();
  const github = registrationOf('github');
  const google = registrationOf('google');
  const oidc = registrationOf('oidc');
  const company = currentSignInAttempt()?.company?.registration;
  return {
    basePath: '/api/auth',
    secret: requireSecret('AUTH_SECRET'),
    trustHost: true,
    useSecureCookies: env.APP_URL.startsWith('https:'),
    cookies: authCookies(currentSignInAttempt()?.slot),
    adapter: authAdapter(),
    session: {
      strategy: 'database',
      maxAge: env.SESSION_ABSOLUTE_SECONDS,
      generateSessionToken: createSessionToken,
    },
    providers: [
      ...(github ? [githubProvider(github)] : []),
      ...(google ? [googleProvider(google)] : []),
      ...(oidc ? [oidcProvider(oidc)] : []),
      ...(company ? [oidcProvider(company)] : []),
    ],
    pages: { signIn: '/sign-in', signOut: '/sign-in', error: '/sign-in/refused' },
    callbacks: {
      signIn: admitSignIn,
      redirect: ({ url }) => ownUrl(url),
      // The token stays out: this is what GET /api/auth/session answers.
      session: ({ session, user }) => ({
        user: { name: user.name, email: user.email, image: user.image },
        expires: session.expires,
      }),
    },
    logger: { error: recordRefusal, warn: () => {}, debug: () => {} },
  };
}

/** The reason goes to the page, the chain of causes to the log. */
function recordRefusal(error: Error): void {
  const attempt = currentSignInAttempt();
  const reason = explainRefusal(error, attempt?.providerError);
  if (attempt) attempt.refusal = reason;
  createLog('sign-in').warn({ reason, chain: describeChain(error) }, 'sign-in refused');
}

export const { handlers, auth, signIn, signOut } = NextAuth(authConfig);
