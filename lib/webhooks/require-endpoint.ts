import type { Principal } from '@/lib/auth/principal';
import { problem } from '@/lib/http/problem';
import type { WebhookEndpoint } from '@/prisma/generated/client';
import { findEndpoint } from './endpoint.repository';
import { requireId } from './webhook-endpoint-input';

/**
 * The endpoint with this public id, in the principal's workspace and mode. It holds the sealed
 * secret: `toEndpointView` makes of it what may be shown.
 * @throws {ProblemError} 404, the same for one of another workspace or mode and for none at all.
 */
export async function requireEndpoint(
  principal: Principal,
  publicId: string,
): Promise<WebhookEndpoint> {
  const row = await findEndpoint(principal, requireId('whe', publicId));
  if (!row) throw problem('not-found');
  return row;
}

/** As `requireEndpoint`, for what sends. @throws {ProblemError} 409 `conflict` while it is off. */
export async function requireEnabledEndpoint(
  principal: Principal,
  publicId: string,
): Promise<WebhookEndpoint> {
  const row = await requireEndpoint(principal, publicId);
  if (!row.disabledAt) return row;
  throw problem('conflict', { detail: 'The endpoint is switched off. Enable it first.' });
}
