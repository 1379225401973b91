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
