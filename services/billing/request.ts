import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import {
  ACTOR_HEADER,
  type Actor,
  actorSchema,
  changePlanSchema,
  completePaymentSchema,
  MODES,
  payRequestSchema,
  type UsageTotal,
  usageTotalsSchema,
} from '@/lib/billing/wire';
import { type PageRequest, pageQuery } from '@/lib/http/page';
import type { HttpRequest } from '@/lib/http/http-message';
import { problem } from '@/lib/http/problem';
import { hasBody, readJsonBody } from '@/lib/http/read-json-body';
import { validate } from '@/lib/http/validate';
import { fromPublicId } from '@/lib/public-id';
import type { PayerAnswer } from './payment-processor';
import type { Tenant } from './database';

/**
 * Reads a JSON body; undefined where there is none.
 * @throws {ProblemError} 413, 415 or 400 `invalid-json`.
 */
export async function readBody(request: HttpRequest): Promise<unknown> {
  if (!hasBody(request)) return undefined;
  return (await readJsonBody(request)).value;
}

/** Tenant from the path. */
export function readTenant(workspaceId: string, mode: string): Tenant {
  return validate(z.object({ workspaceId: z.uuid(), mode: z.enum(MODES) }), { workspaceId, mode });
}

/** The person the web application acts for. A tenant's call without one is refused. */
export function readActor(request: IncomingMessage): Actor {
  const header = request.headers[ACTOR_HEADER];
  let value: unknown;
  try {
    value = JSON.parse(typeof header === 'string' ? header : '');
  } catch (cause) {
    throw problem('malformed-request', { detail: `The header ${ACTOR_HEADER} is missing.`, cause });
  }
  return validate(actorSchema, value);
}

export function readPage(query: URLSearchParams): PageRequest {
  return validate(z.strictObject(pageQuery), Object.fromEntries(query));
}

/** @throws {ProblemError} 404: a malformed id answers as an unknown one. */
export function readInvoiceId(id: string): string {
  const uuid = fromPublicId('inv', id);
  if (!uuid) throw problem('not-found');
  return uuid;
}

export function readPayment(body: unknown): { method: string; idempotencyKey: string } {
  const { payment_method: method, idempotency_key: idempotencyKey } = validate(
    payRequestSchema,
    body,
  );
  return { method, idempotencyKey };
}

/** @throws {ProblemError} 404, as for an invoice. */
export function readPaymentId(id: string): string {
  const uuid = fromPublicId('pay', id);
  if (!uuid) throw problem('not-found');
  return uuid;
}

export function readAnswer(body: unknown): PayerAnswer {
  return validate(completePaymentSchema, body).answer;
}

export function readPlanKey(body: unknown): string {
  return validate(changePlanSchema, body).plan;
}

export function readUsageTotals(body: unknown): UsageTotal[] {
  return validate(usageTotalsSchema, body).totals;
}

/** The sequence after which events are wanted. */
export function readEventPosition(query: URLSearchParams): number {
  return validate(
    z.strictObject({ after: z.coerce.number().int().min(0) }),
    Object.fromEntries(query),
  ).after;
}
