import { z } from 'zod';
import {
  ACCESS_TOKEN,
  authenticateAccessToken,
} from '@/lib/auth/oauth/authorization-server/authenticate-access-token';
import { invalidToken } from '@/lib/auth/oauth/authorization-server/require-sender';
import type { Principal } from '@/lib/auth/principal';
import { FIRST_SCOPE } from '@/lib/auth/scope';
import { getEnv } from '@/lib/env';
import { countFailure, requireUnblockedAddress } from '@/lib/http/address-guard';
import type { ClientContext } from '@/lib/http/client-context';
import type { HttpRequest } from '@/lib/http/http-message';
import { type ProblemError, problem } from '@/lib/http/problem';
import type { RateState } from '@/lib/http/rate-limit';
import { readCredential } from '@/lib/http/read-credential';
import { toProblem } from '@/lib/http/to-problem';
import { refuseCredentialInUrl } from '../checks';
import { countCall } from '../credential-rate';
import { logRefusals } from './log-call';
import { findResource, findTool, type Tool } from './tool-list';

/**
 * Who calls the tools.
 *
 * Attack: an API key, or a token that was given out for the API, is passed to an agent. Only tokens for
 * this audience are taken, and none is passed on.
 * @returns the caller, and how the limit of the grant stands after this call.
 * @throws {ProblemError} 401 with a challenge that names metadata and scope; 429.
 * @see RFC 9728 section 5.1
 */
export async function authenticateAgent(
  request: HttpRequest,
  context: ClientContext,
  authenticate: (
    token: string,
    request: HttpRequest,
    context: ClientContext,
  ) => Promise<Principal> = authenticateAccessToken,
): Promise<{ principal: Principal; rate: RateState }> {
  try {
    refuseForeignOrigin(request);
    await refuseCredentialInUrl({ request, context });
    requireUnblockedAddress(context.address);
    const { header, text } = readCredential(request);
    if (header !== 'authorization' || !ACCESS_TOKEN.test(text)) {
      throw invalidToken('not an access token');
    }
    const principal = await authenticate(text, request, context);
    const rate = await logRefusals(principal, context, () => countCall(principal));
    return { principal, rate };
  } catch (error) {
    const refusal = toProblem(error);
    if (refusal.status !== 401) throw refusal;
    if (refusal.slug !== 'missing-credential') await countFailure(context.address);
    throw challenge(refusal);
  }
}

/**
 * Attack: a page in a browser on the agent's machine calls the tools.
 * @see MCP 2026-07-28, Transports, Security
 */
function refuseForeignOrigin(request: HttpRequest): void {
  const origin = request.header('origin');
  if (origin !== null && origin !== new URL(getEnv().APP_URL).origin) throw problem('forbidden');
}

/**
 * Refuses a call of a tool beyond the token's scopes before the SDK answers 200 with an error inside:
 * clients step up on a 403.
 *
 * Attack: an array of 100 calls counts as one against the rate limit, and the scopes that one of them
 * gives up still hold for the others. The SDK takes arrays; MCP has had none since 2025-06-18.
 * @param message the JSON-RPC body.
 * @throws {ProblemError} 403 `insufficient-scope` with the scope that is missing; 422 for an array.
 */
export function requireToolScopes(principal: Principal, message: unknown): void {
  if (Array.isArray(message)) {
    throw problem('validation-failed', { detail: 'Send one JSON-RPC message per request.' });
  }
  const scope = findCalledTool(message)?.endpoint.scope;
  if (!scope || principal.scopes.has(scope)) return;
  throw problem('insufficient-scope', {
    detail: `This call needs the scope ${scope}.`,
    headers: { 'www-authenticate': bearer(scope, 'insufficient_scope') },
  });
}

const callSchema = z.discriminatedUnion('method', [
  z.object({ method: z.literal('tools/call'), params: z.object({ name: z.string() }) }),
  z.object({ method: z.literal('resources/read'), params: z.object({ uri: z.string() }) }),
]);

/** The tool that a message runs, called by its name or through a resource. */
export function findCalledTool(message: unknown): Tool | undefined {
  const call = callSchema.safeParse(message).data;
  if (call?.method === 'resources/read') return findTool(findResource(call.params.uri)?.tool);
  return findTool(call?.params.name);
}

/** The Bearer challenge first, without blanks around `=`: some clients read no other form. */
function challenge(refusal: ProblemError): ProblemError {
  const own = refusal.options.headers ?? {};
  const original = own['www-authenticate'] ?? '';
  const error = refusal.slug === 'missing-credential' ? undefined : 'invalid_token';
  const dpop = original.startsWith('DPoP') ? `, ${original}` : '';
  const authenticate = `${bearer(FIRST_SCOPE, error)}${dpop}`;
  const { detail, cause } = refusal.options;
  return problem(refusal.slug, {
    ...(detail ? { detail } : {}),
    cause,
    headers: { ...own, 'www-authenticate': authenticate },
  });
}

function bearer(scope: string, error?: string): string {
  const metadata = `${getEnv().APP_URL}/.well-known/oauth-protected-resource/mcp`;
  const reason = error ? `error="${error}", ` : '';
  return `Bearer ${reason}scope="${scope}", resource_metadata="${metadata}"`;
}
