import { containsRange } from '@/lib/http/address-range';
import { type FieldError, problem } from '@/lib/http/problem';
import type { Mode, Principal } from '../principal';
import {
  type BoundKey,
  PublicKeyError,
  readPublicKey,
  toBoundKey,
} from '../proof-of-possession/public-key';
import type { Scope } from '../scope';
import { type ApiKeyFilter, findApiKey } from './api-key.repository';

/** No key lives longer, and none lives forever. */
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

/**
 * Reads the public key that a key is to be bound to, with what is wrong with it.
 * @param text a JWK or PEM; undefined or empty binds it to nothing.
 */
export async function readBinding(
  text: string | undefined,
): Promise<{ boundKey: BoundKey | null; errors: FieldError[] }> {
  if (!text?.trim()) return { boundKey: null, errors: [] };
  try {
    return { boundKey: await readPublicKey(text), errors: [] };
  } catch (error) {
    if (!(error instanceof PublicKeyError)) throw error;
    return { boundKey: null, errors: [{ pointer: '/public_key', detail: error.message }] };
  }
}

type Limits = {
  allowedCidrs: string[];
  rateLimit?: number | null | undefined;
  boundKey: BoundKey | null;
};

type KeyLimits = {
  allowedCidrs: string[];
  rateLimit: number | null;
  madeByKeyId: string | null;
  boundKey: BoundKey | null;
};

/**
 * The limits of a key that a key makes: its maker's, or narrower ones. A person sets them freely.
 *
 * Attack: a stolen key that only works from one address makes itself one that works from anywhere.
 *
 * Attack: a process that can sign for a moment makes a key for a pair of its own, and takes it away. A
 * bound key makes keys of its own pair only.
 *
 * @throws {ProblemError} 403 `scope-escalation`; 403 `forbidden` for a third-party app, whose grant
 * could be taken back while the key went on.
 */
export async function inheritLimits(
  principal: Principal,
  { allowedCidrs, rateLimit = null, boundKey }: Limits,
): Promise<KeyLimits> {
  if (principal.credential === 'oauth') {
    throw problem('forbidden', { detail: 'A third-party app cannot make keys.' });
  }
  if (principal.credential !== 'api-key') {
    return { allowedCidrs, rateLimit, madeByKeyId: null, boundKey };
  }
  const { workspaceId, credentialId } = principal;
  const maker = await findApiKey({ workspaceId }, credentialId);
  if (!maker) throw problem('not-found');
  const own = maker.allowedCidrs;
  const outside = allowedCidrs.filter(
    (range) => own.length > 0 && !own.some((outer) => containsRange(outer, range)),
  );
  if (outside.length > 0) {
    throw problem('scope-escalation', { detail: `Outside your own range: ${outside.join(', ')}.` });
  }
  const pair = toBoundKey(maker.publicJwk, maker.jwkThumbprint);
  if (pair && boundKey && pair.thumbprint !== boundKey.thumbprint) {
    const detail = 'A bound key makes keys that are bound to its own pair.';
    throw problem('scope-escalation', { detail });
  }
  return {
    boundKey: pair ?? boundKey,
    allowedCidrs: allowedCidrs.length > 0 ? allowedCidrs : own,
    rateLimit: maker.rateLimit,
    madeByKeyId: maker.id,
  };
}
