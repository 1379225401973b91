import { requireScope } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { problem } from '@/lib/http/problem';
import { updateEndpoint as updateEndpointRow } from './endpoint.repository';
import {
  auditOf,
  type EndpointInput,
  requireAllowedUrl,
  requireId,
  requireKnownEvents,
  requireShortDescription,
} from './webhook-endpoint-input';
import { type EndpointView, toEndpointView } from './webhook-view';

type EndpointChange = Partial<EndpointInput> & { status?: 'enabled' | 'disabled' };

const ENABLED = { disabledAt: null, disabledReason: null, failingSince: null };

/**
 * Changes what is given, leaves the rest. Switching off cancels what still waits; switching on
 * starts with a clean slate.
 * @throws {ProblemError} 404, or 422 as for a new endpoint.
 */
export async function updateEndpoint(
  principal: Principal,
  publicId: string,
  { url, events, description, status }: EndpointChange,
): Promise<EndpointView> {
  requireScope(principal, 'webhooks:write');
  const id = requireId('whe', publicId);
  const change = {
    ...(events === undefined ? {} : { events: requireKnownEvents(events) }),
    ...(description === undefined ? {} : { description: requireShortDescription(description) }),
    ...(url === undefined ? {} : { url: await requireAllowedUrl(url) }),
    ...(status === 'enabled' ? ENABLED : {}),
    ...(status === 'disabled' ? { disabledAt: new Date(), disabledReason: 'owner' } : {}),
  };
  const audit = auditOf(principal, id, 'changed', { fields: Object.keys(change) });
  const row = await updateEndpointRow(principal, id, change, audit);
  if (!row) throw problem('not-found');
  return toEndpointView(row);
}
