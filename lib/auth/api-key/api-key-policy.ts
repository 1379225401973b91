import { type FieldError, problem } from '@/lib/http/problem';
import type { Mode, Principal } from '../principal';
import type { Scope } from '../scope';
import type { ApiKeyFilter } from './api-key.repository';

/** No key lives longer, and none lives for ever. */
export const API_KEY_MAX_DAYS = 366;
export const API_KEY_DEFAULT_DAYS = 90;

export const DAY_SECONDS = 86_400;

/** What a new credential would be able to do. */
export type Strength = { scopes: readonly Scope[]; mode: Mode; expiresAt: Date };

/**
 * Which keys the principal may see and manage. An owner sees the workspace's, a member only their
 * own; a person sees both modes, a credential only the one that it is for.
 */
export function visibleApiKeys(principal: Principal): ApiKeyFilter {
  const person = principal.credential === 'session' || principal.credential === 'operator';
  return {
    workspaceId: principal.workspaceId,
    ...(principal.role === 'owner' ? {} : { userId: principal.userId }),
    ...(person ? {} : { mode: principal.mode }),
  };
}

/**
 * A credential never makes one that is stronger than itself: no scope more, no other mode, no later
 * end. A person is bound by role alone.
 *
 * Attack: a leaked key with `keys:write` makes itself a key for everything that never ends.
 *
 * @throws {ProblemError} 403 `scope-escalation`.
 */
export function refuseStronger(principal: Principal, wanted: Strength): void {
  const extra = wanted.scopes.filter((scope) => !principal.scopes.has(scope));
  if (extra.length > 0) {
    throw problem('scope-escalation', { detail: `You do not have: ${extra.join(', ')}.` });
  }
  if (principal.credential === 'session' || principal.credential === 'operator') return;
  if (wanted.mode !== principal.mode) {
    throw problem('scope-escalation', { detail: `This credential is for ${principal.mode} mode.` });
  }
  if (principal.expiresAt && wanted.expiresAt > principal.expiresAt) {
    throw problem('scope-escalation', {
      detail: 'A new key may not outlive the one that made it.',
    });
  }
}

/** Refuses fields in the one form that the API and the pages know. */
export function refuseFields(errors: FieldError[]): void {
  if (errors.length > 0) throw problem('validation-failed', { errors });
}
