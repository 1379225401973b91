import { nameActor } from '@/lib/audit/audit-actor';
import type { AuditEntry } from '@/lib/audit/audit-event.repository';
import type { Principal } from '@/lib/auth/principal';
import { type FieldError, problem } from '@/lib/http/problem';
import { isStorable, UNSTORABLE_TEXT } from '@/lib/http/text-schema';
import { fromPublicId, type IdPrefix, toPublicId } from '@/lib/public-id';
import { SUBSCRIBABLE_EVENTS } from '@/lib/webhook-event';
import { parseOutboundUrl, resolveAllowed, UrlNotAllowedError } from '@/lib/http/outbound-url';

/** What the owner of an endpoint may set. The signing secret is not among it. */
export type EndpointInput = { url: string; events: string[]; description?: string | null };

const RESOLVE_TIMEOUT_MS = 2_000;
const MAX_DESCRIPTION_LENGTH = 200;

/**
 * The URL in its one notation. A name that does not resolve now is taken: each delivery looks again.
 * @throws {ProblemError} 422 `url-not-allowed`, pointing at `/url`.
 */
export async function requireAllowedUrl(text: string): Promise<string> {
  try {
    const url = parseOutboundUrl(text);
    await resolveAllowed(url, AbortSignal.timeout(RESOLVE_TIMEOUT_MS)).catch((error) => {
      if (error instanceof UrlNotAllowedError) throw error;
    });
    return url.href;
  } catch (error) {
    if (!(error instanceof UrlNotAllowedError)) throw error;
    const { message: detail } = error;
    throw problem('url-not-allowed', { detail, errors: [{ pointer: '/url', detail }] });
  }
}

/**
 * Each type once, in the order of the catalogue.
 * @throws {ProblemError} 422 for none, or for a type that there is not.
 */
export function requireKnownEvents(events: readonly string[]): string[] {
  const wrong: FieldError[] = events.flatMap((type, index) =>
    SUBSCRIBABLE_EVENTS.some((known) => known === type)
      ? []
      : [{ pointer: `/events/${index}`, detail: 'There is no such event.' }],
  );
  if (events.length === 0) wrong.push({ pointer: '/events', detail: 'Choose at least one event.' });
  if (wrong.length > 0) throw problem('validation-failed', { errors: wrong });
  return SUBSCRIBABLE_EVENTS.filter((type) => events.includes(type));
}

/** @throws {ProblemError} 422 for one that is too long or can't be stored. */
export function requireShortDescription(text: string | null): string | null {
  const description = text?.trim() || null;
  const fits = (description?.length ?? 0) <= MAX_DESCRIPTION_LENGTH;
  if (fits && isStorable(description ?? '')) return description;
  const detail = fits ? UNSTORABLE_TEXT : `At most ${MAX_DESCRIPTION_LENGTH} characters.`;
  throw problem('validation-failed', { errors: [{ pointer: '/description', detail }] });
}

/**
 * The UUID in a public id.
 * @throws {ProblemError} 404 for what is no id of this kind: no one could own it.
 */
export function requireId(prefix: IdPrefix, publicId: string): string {
  const id = fromPublicId(prefix, publicId);
  if (id === undefined) throw problem('not-found');
  return id;
}

/** The audit entry of an act on an endpoint. */
export function auditOf(
  principal: Principal,
  endpointId: string,
  action: 'created' | 'changed' | 'deleted' | 'restored' | 'secret-rolled',
  detail: AuditEntry['detail'] = {},
): AuditEntry {
  return {
    workspaceId: principal.workspaceId,
    mode: principal.mode,
    action: `webhook-endpoint.${action}`,
    object: toPublicId('whe', endpointId),
    ...nameActor(principal, { ...detail, by: principal.credential }),
  };
}
