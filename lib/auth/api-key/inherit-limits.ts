import { containsRange } from '@/lib/http/address-range';
import { problem } from '@/lib/http/problem';
import type { Principal } from '../principal';
import { findApiKey } from './api-key.repository';

type Limits = { allowedCidrs: string[]; rateLimit?: number | null | undefined };

/**
 * The limits of a key that a key makes: its maker's, or narrower ones. A person sets them freely.
 *
 * Attack: a stolen key that only works from one address makes itself one that works from anywhere.
 *
 * @throws {ProblemError} 403 `scope-escalation`; 403 `forbidden` for a third-party app, whose grant
 * could be taken back while the key went on.
 */
export async function inheritLimits(
  principal: Principal,
  { allowedCidrs, rateLimit = null }: Limits,
): Promise<{ allowedCidrs: string[]; rateLimit: number | null; madeByKeyId: string | null }> {
  if (principal.credential === 'oauth') {
    throw problem('forbidden', { detail: 'A third-party app cannot make keys.' });
  }
  if (principal.credential !== 'api-key') return { allowedCidrs, rateLimit, madeByKeyId: null };
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
  return {
    allowedCidrs: allowedCidrs.length > 0 ? allowedCidrs : own,
    rateLimit: maker.rateLimit,
    madeByKeyId: maker.id,
  };
}
