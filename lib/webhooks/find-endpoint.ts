import { requireScope } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { decodeCursor, type Page, type PageRequest, toPage } from '@/lib/http/page';
import { problem } from '@/lib/http/problem';
import { toPublicId } from '@/lib/public-id';
import type { WebhookEndpoint } from '@/prisma/generated/client';
import { findEndpoint, findEndpoints } from './endpoint.repository';
import { requireId } from './webhook-endpoint-input';
import { type EndpointView, toEndpointView } from './webhook-view';

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

/** The name inside its cursors. */
const LIST = 'webhook-endpoints';

/** The workspace's endpoints in the principal's mode, newest first. */
export async function listEndpoints(
  principal: Principal,
  { limit, cursor }: PageRequest,
): Promise<Page<EndpointView>> {
  requireScope(principal, 'webhooks:read');
  const [position] = decodeCursor(LIST, cursor, 1) ?? [];
  const before = position === undefined ? undefined : requireId('whe', position);
  const rows = await findEndpoints(principal, before, limit + 1);
  return toPage(
    LIST,
    rows,
    limit,
    (row) => toEndpointView(row),
    (row) => [toPublicId('whe', row.id)],
  );
}

/**
 * One endpoint.
 * @throws {ProblemError} 404 where the principal's workspace and mode have none with this id.
 */
export async function getEndpoint(principal: Principal, id: string): Promise<EndpointView> {
  requireScope(principal, 'webhooks:read');
  return toEndpointView(await requireEndpoint(principal, id));
}
