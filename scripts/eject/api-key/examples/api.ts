import {
  authenticateApiKey,
  describeRolledKey,
  requireAllowedAddress,
  requireApiKeyForm,
  requireUsableApiKey,
} from '@/lib/auth/api-key/authenticate-api-key';
import { recordKeyUse } from '@/lib/auth/api-key/record-key-use';
import { revokeApiKey } from '@/lib/auth/api-key/revoke-api-key';
import { rollApiKey } from '@/lib/auth/api-key/roll-api-key';
import { requireScope } from '@/lib/auth/authorize';
import type { HttpAnswer, HttpRequest } from '@/lib/http/http-message';
import { problem, problemAnswer, ProblemError } from '@/lib/http/problem';
import { findCredentialInUrl, readCredential } from '@/lib/http/read-credential';
import { createLog, type ClientContext } from '../host';

/** An API behind keys, with no framework: the three servers beside it only carry its messages. */
export async function answer(request: HttpRequest, caller: ClientContext): Promise<HttpAnswer> {
  try {
    return await route(request, caller);
  } catch (error) {
    if (error instanceof ProblemError) return problemAnswer(error, caller.requestId);
    createLog('api').error({ err: error, request_id: caller.requestId }, 'request failed');
    return problemAnswer(problem('internal-error'), caller.requestId);
  }
}

async function route(request: HttpRequest, caller: ClientContext): Promise<HttpAnswer> {
  if (findCredentialInUrl(request)) throw problem('credential-in-url');
  const parsed = requireApiKeyForm(readCredential(request).text);
  const apiKey = await authenticateApiKey(parsed);
  requireUsableApiKey(apiKey);
  requireAllowedAddress(apiKey, caller);
  recordKeyUse(apiKey, caller);
  const { principal, rolledAt } = apiKey.known;
  const call = `${request.method} ${request.path}`;
  if (call === 'GET /me') {
    const { credentialId, workspaceId, mode, scopes } = principal;
    const body = { key: credentialId, workspace: workspaceId, mode, scopes: [...scopes] };
    return json(200, body, describeRolledKey(apiKey));
  }
  if (call === 'POST /roll') {
    requireScope(principal, 'keys:write');
    const presentInUse = apiKey.secret === 'current';
    const lastRolledAt = presentInUse ? rolledAt : null;
    const rolled = await rollApiKey(principal, principal.credentialId, {
      presentInUse,
      lastRolledAt,
    });
    return json(201, { key: rolled.key });
  }
  if (call === 'POST /revoke') {
    requireScope(principal, 'keys:write');
    await revokeApiKey(principal, principal.credentialId);
    return json(200, { revoked: true });
  }
  throw problem('not-found');
}

function json(status: number, body: object, headers: Record<string, string> = {}): HttpAnswer {
  const all = { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers };
  return { status, headers: all, body: JSON.stringify(body) };
}
