import { requireScope } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { decodeCursor, type Page, type PageRequest, toPage } from '@/lib/http/page';
import { toPublicId } from '@/lib/public-id';
import { findEndpoints } from './endpoint.repository';
import { requireEndpoint } from './require-endpoint';
import { requireId } from './webhook-endpoint-input';
import { type EndpointView, toEndpointView } from './webhook-view';

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
