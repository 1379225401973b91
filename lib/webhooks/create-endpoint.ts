import { requireScope } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { problem } from '@/lib/http/problem';
import { newId } from '@/lib/public-id';
import { insertEndpoint } from './endpoint.repository';
import {
  auditOf,
  type EndpointInput,
  requireAllowedUrl,
  requireKnownEvents,
  requireShortDescription,
} from './webhook-endpoint-input';
import { newWebhookSecret, sealSecret } from './sign-webhook';
import { type EndpointView, toEndpointView } from './webhook-view';

export const MAX_ENDPOINTS = 20;

/**
 * Makes an endpoint in the principal's workspace and mode. The signing secret is returned this one
 * time; the database gets its ciphertext.
 * @throws {ProblemError} 422 `url-not-allowed` or `validation-failed`, 409 when there are too many.
 */
export async function createEndpoint(
  principal: Principal,
  input: EndpointInput,
): Promise<{ secret: string; view: EndpointView }> {
  requireScope(principal, 'webhooks:write');
  const events = requireKnownEvents(input.events);
  const description = requireShortDescription(input.description ?? null);
  const url = await requireAllowedUrl(input.url);
  const id = newId();
  const secret = newWebhookSecret();
  const row = await insertEndpoint(
    {
      id,
      workspaceId: principal.workspaceId,
      mode: principal.mode,
      url,
      description,
      events,
      secret: await sealSecret(id, secret),
    },
    MAX_ENDPOINTS,
    auditOf(principal, id, 'created', { url, events }),
  );
  if (!row) throw problem('conflict', { detail: `At most ${MAX_ENDPOINTS} endpoints a mode.` });
  return { secret, view: toEndpointView(row) };
}
