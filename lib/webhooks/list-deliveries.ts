import { requireScope } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { decodeCursor, type Page, type PageRequest, toPage } from '@/lib/http/page';
import { problem } from '@/lib/http/problem';
import { toPublicId } from '@/lib/public-id';
import { findDeliveries } from './delivery.repository';
import { requireEndpoint } from './find-endpoint';
import { requireId } from './webhook-endpoint-input';
import { type DeliveryView, toDeliveryView } from './webhook-view';

/** The name inside its cursors. */
const LIST = 'webhook-deliveries';

/**
 * The delivery log of one endpoint, newest first.
 * @throws {ProblemError} 404 where the principal's workspace and mode have no such endpoint.
 */
export async function listDeliveries(
  principal: Principal,
  endpointId: string,
  { limit, cursor }: PageRequest,
): Promise<Page<DeliveryView>> {
  requireScope(principal, 'webhooks:read');
  const { id } = await requireEndpoint(principal, endpointId);
  const before = readPosition(cursor);
  const rows = await findDeliveries(principal, id, before, limit + 1);
  return toPage(LIST, rows, limit, toDeliveryView, (row) => [
    row.createdAt.toISOString(),
    toPublicId('whd', row.id),
  ]);
}

function readPosition(cursor: string | undefined): { createdAt: Date; id: string } | undefined {
  const [time, id] = decodeCursor(LIST, cursor, 2) ?? [];
  if (time === undefined || id === undefined) return undefined;
  const createdAt = new Date(time);
  if (!Number.isNaN(createdAt.getTime())) return { createdAt, id: requireId('whd', id) };
  const detail = 'This is no cursor of this list.';
  throw problem('validation-failed', { errors: [{ pointer: '/cursor', detail }] });
}
