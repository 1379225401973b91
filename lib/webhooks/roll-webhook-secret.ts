import { requireScope } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { problem } from '@/lib/http/problem';
import { updateEndpoint } from './endpoint.repository';
import { requireEndpoint } from './find-endpoint';
import { auditOf } from './webhook-endpoint-input';
import { newWebhookSecret, sealSecret } from './sign-webhook';
import { type EndpointView, toEndpointView } from './webhook-view';

const DEFAULT_OVERLAP_SECONDS = 86_400;
export const MAX_OVERLAP_SECONDS = 7 * 86_400;

/**
 * Gives an endpoint a new signing secret. Until the overlap ends each delivery carries the
 * signatures of both, so the receiver changes over without missing one. Rolling again within the
 * overlap drops the older of the two at once.
 * @param overlapSeconds 0 ends the old secret now: for one that leaked.
 * @throws {ProblemError} 404; 422 for an overlap out of range.
 */
export async function rollWebhookSecret(
  principal: Principal,
  publicId: string,
  overlapSeconds = DEFAULT_OVERLAP_SECONDS,
): Promise<{ secret: string; view: EndpointView }> {
  requireScope(principal, 'webhooks:write');
  const current = await requireEndpoint(principal, publicId);
  const { id } = current;
  const inRange = overlapSeconds >= 0 && overlapSeconds <= MAX_OVERLAP_SECONDS;
  if (!Number.isInteger(overlapSeconds) || !inRange) {
    const detail = `A whole number of seconds from 0 to ${MAX_OVERLAP_SECONDS}.`;
    throw problem('validation-failed', { errors: [{ pointer: '/overlap_seconds', detail }] });
  }
  const secret = newWebhookSecret();
  const overlap = overlapSeconds > 0;
  const row = await updateEndpoint(
    principal,
    id,
    {
      secret: await sealSecret(id, secret),
      previousSecret: overlap ? current.secret : null,
      previousSecretExpiresAt: overlap ? new Date(Date.now() + overlapSeconds * 1_000) : null,
    },
    auditOf(principal, id, 'secret-rolled', { overlap_seconds: overlapSeconds }),
  );
  if (!row) throw problem('not-found');
  return { secret, view: toEndpointView(row) };
}
