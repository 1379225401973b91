import type { ClientContext } from '@/lib/http/client-context';
import type { HttpAnswer, HttpRequest } from '@/lib/http/http-message';
import { toProblem } from '@/lib/http/to-problem';
import type { createRouter, Match } from './match-route';
import { refuseCredentialInUrl } from './refuse-credential-in-url';

/** A path or method that is not there may still carry a credential. */
export async function explainMiss(
  error: unknown,
  request: HttpRequest,
  context: ClientContext,
): Promise<unknown> {
  try {
    await refuseCredentialInUrl({ request, context });
    return error;
  } catch (refusal) {
    return refusal;
  }
}

/** `OPTIONS` answers what a path allows, and nothing that would let another origin's page in. */
export function matchOrDescribe(
  findRoute: ReturnType<typeof createRouter>,
  method: string,
  path: string,
): Match | HttpAnswer {
  if (method !== 'OPTIONS') return findRoute(method, path);
  try {
    return findRoute('OPTIONS', path);
  } catch (error) {
    const refusal = toProblem(error);
    if (refusal.slug !== 'method-not-allowed') throw refusal;
    return { status: 204, headers: refusal.options.headers ?? {}, body: null };
  }
}
