import { problem } from '@/lib/http/problem';
import type { Principal, Role } from './principal';
import { ALL_SCOPES, type Scope } from './scope';

/** What a role may do at most. A credential never gets more than its owner has now. */
const ROLE_SCOPES: Record<Role, ReadonlySet<Scope>> = {
  owner: new Set(ALL_SCOPES),
  member: new Set(
    ALL_SCOPES.filter((scope) => scope !== 'payments:write' && scope !== 'webhooks:write'),
  ),
};

/** The scopes that a role may use at most. */
export function scopesOfRole(role: Role): ReadonlySet<Scope> {
  return ROLE_SCOPES[role];
}

/** The granted scopes that the role may still use. Unknown names are dropped, never widened. */
export function effectiveScopes(granted: readonly string[], role: Role): ReadonlySet<Scope> {
  const allowed = scopesOfRole(role);
  return new Set([...allowed].filter((scope) => granted.includes(scope)));
}

/**
 * The one question: may this principal do it?
 * @throws {ProblemError} 403 `insufficient-scope`, naming the scope.
 * @see RFC 6750 section 3.1
 */
export function requireScope(principal: Principal, scope: Scope): void {
  if (principal.scopes.has(scope)) return;
  throw problem('insufficient-scope', {
    detail: `This call needs the scope ${scope}.`,
    headers: {
      'www-authenticate': `Bearer realm="tollgate", error="insufficient_scope", scope="${scope}"`,
    },
  });
}

/**
 * For acts that only an owner of the workspace may do.
 * @throws {ProblemError} 403 `forbidden`.
 */
export function requireOwner(principal: Principal): void {
  if (principal.role === 'owner') return;
  throw problem('forbidden', { detail: 'Only an owner of this workspace may do this.' });
}

/** How long ago a person may have proved who they are, for acts that need them. */
export const FRESH_SIGN_IN_SECONDS = 300;

/** The `acr` of a sign-in that is no older. */
export const FRESH_SIGN_IN_ACR = 'urn:tollgate:acr:fresh-sign-in';

/**
 * For acts with an access token that a person should be there for. Other credentials pass: a key is
 * made for use without its person, and so is a machine client's certificate.
 *
 * Attack: an app that was connected months ago, or anyone who stole its refresh token, spends money.
 * @throws {ProblemError} 401 `insufficient-user-authentication`, naming what to ask for.
 * @see RFC 9470 section 3
 */
export function requireRecentAuthentication(principal: Principal, now = new Date()): void {
  const { credential, authenticatedAt } = principal;
  if (credential !== 'oauth' || authenticatedAt === undefined) return;
  const earliest = now.getTime() - FRESH_SIGN_IN_SECONDS * 1000;
  if (authenticatedAt && authenticatedAt.getTime() >= earliest) return;
  throw problem('insufficient-user-authentication', {
    headers: {
      'www-authenticate': `Bearer realm="tollgate", error="insufficient_user_authentication", acr_values="${FRESH_SIGN_IN_ACR}", max_age="${FRESH_SIGN_IN_SECONDS}"`,
    },
  });
}
