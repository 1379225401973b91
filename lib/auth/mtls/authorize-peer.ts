import { problem } from '@/lib/http/problem';
import type { SpiffeId } from './spiffe-id';

/**
 * The one question about a known peer: is it on the list of this operation? Lists name whole
 * SPIFFE IDs; there is no prefix, pattern or trust-domain wide grant.
 * @throws {ProblemError} 403 `peer-not-authorized`.
 */
export function authorizePeer(peer: { id: SpiffeId }, allowed: readonly string[]): void {
  if (allowed.includes(peer.id.id)) return;
  throw problem('peer-not-authorized', { cause: new Error(`${peer.id.id} is not on the list`) });
}
