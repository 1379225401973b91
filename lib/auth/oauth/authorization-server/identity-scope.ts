import { isScope, SCOPES } from '@/lib/auth/scope';

/**
 * What every app can ask for beside the scopes of the API: who the person is.
 * @see https://openid.net/specs/openid-connect-core-1_0.html#ScopeClaims
 */
export const IDENTITY_SCOPES = {
  openid: 'Know you by an id that never changes',
  profile: 'Read your name and picture',
  email: 'Read your email address',
} as const;

export type IdentityScope = keyof typeof IDENTITY_SCOPES;

export const ALL_IDENTITY_SCOPES = Object.keys(IDENTITY_SCOPES) as IdentityScope[];

export function isIdentityScope(text: string): text is IdentityScope {
  return Object.hasOwn(IDENTITY_SCOPES, text);
}

/** The sentence that a person reads of a scope; undefined where there is no such scope. */
export function describeScope(name: string): string | undefined {
  if (isIdentityScope(name)) return IDENTITY_SCOPES[name];
  return isScope(name) ? SCOPES[name] : undefined;
}
