import { z } from 'zod';
import type { PeerCall } from '@/lib/auth/mtls/client/create-caller';
import type { Principal } from '@/lib/auth/principal';
import { getClientContext } from '@/lib/http/client-context';
import { problem } from '@/lib/http/problem';
import { PROBLEM_TYPE_BASE, PROBLEMS, type ProblemSlug } from '@/lib/http/problem-catalog';
import { adoptSteps, TRACE_STEPS_HEADER } from '@/lib/trace/remote-steps';
import { MTLS_STEPS } from '@/lib/trace/steps/mtls';
import { traceHeaders, traceStep } from '@/lib/trace/trace-step';
import { billingClient } from './billing-connection';
import { ACTOR_HEADER, type Actor, REQUEST_ID_HEADER } from './wire';

const problemSchema = z.object({
  type: z.string().startsWith(PROBLEM_TYPE_BASE),
  detail: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});

/** What billing says to the web application's user as it is. Anything else is a fault between us. */
const PASSED_ON: readonly ProblemSlug[] = [
  'not-found',
  'conflict',
  'validation-failed',
  'idempotency-key-reused',
  'payment-declined',
  'payment-requires-action',
];

function isPassedOn(slug: string): slug is ProblemSlug {
  return Object.hasOwn(PROBLEMS, slug) && PASSED_ON.some((known) => known === slug);
}

/** Attack: an answer of billing about its peer, such as `peer-revoked`, must not reach a user. */
function toProblem(status: number, body: string) {
  const parsed = problemSchema.safeParse(parseJson(body));
  const slug = parsed.success ? parsed.data.type.slice(PROBLEM_TYPE_BASE.length) : '';
  if (parsed.success && isPassedOn(slug)) {
    // A bare 404 keeps the words of every other 404, so that the two cannot be told apart.
    const { detail, errors } = parsed.data;
    return problem(slug, slug === 'not-found' ? {} : { detail, errors });
  }
  return problem('dependency-unavailable', {
    cause: new Error(`Billing answered ${status} ${slug}`),
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Who the call is for: the data that travels inside the call. */
function toActor(principal: Principal): Actor {
  return {
    user_id: principal.userId,
    credential: principal.credential,
    credential_id: principal.credentialId,
  };
}

/** The path prefix that names whose data a call is about. */
export function tenantPath(principal: Principal): string {
  return `/v1/workspaces/${principal.workspaceId}/${principal.mode}`;
}

/**
 * Calls billing for a principal and reads the answer with its wire schema.
 * @throws {ProblemError} what billing refused, or 503 `dependency-unavailable`.
 */
export async function callBilling<T>(
  principal: Principal | null,
  call: Omit<PeerCall, 'headers'>,
  schema: z.ZodType<T>,
): Promise<T> {
  const client = await billingClient();
  const { requestId } = getClientContext();
  const { status, body, headers } = await traceStep(
    { ...MTLS_STEPS.call, text: `${call.method} ${call.path.split('?')[0]} over TLS 1.3` },
    () =>
      client.call({
        ...call,
        headers: {
          ...(principal ? { [ACTOR_HEADER]: JSON.stringify(toActor(principal)) } : {}),
          ...(requestId ? { [REQUEST_ID_HEADER]: requestId } : {}),
          ...traceHeaders(),
        },
      }),
    (answer) => `billing answers ${answer.status}`,
  );
  adoptSteps(headers[TRACE_STEPS_HEADER]);
  if (status !== 200) throw toProblem(status, body);
  const parsed = schema.safeParse(parseJson(body));
  if (!parsed.success) throw problem('dependency-unavailable', { cause: parsed.error });
  return parsed.data;
}
