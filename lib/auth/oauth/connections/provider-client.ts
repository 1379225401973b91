import * as client from 'openid-client';
import { boundedFetch } from './provider-call';
import type { ConnectionRegistration } from './connection-provider';
import { z } from 'zod';

/**
 * The library's view of a provider. Nothing is discovered: Slack publishes nothing, and what is
 * written here can't be changed from outside.
 */
export function providerClient(registration: ConnectionRegistration): client.Configuration {
  const { issuer, clientId, clientSecret, real } = registration;
  const configuration = new client.Configuration(
    {
      issuer,
      authorization_endpoint: registration.authorizationEndpoint,
      token_endpoint: registration.tokenEndpoint,
      revocation_endpoint: registration.revocationEndpoint,
    },
    clientId,
    undefined,
    client.ClientSecretBasic(clientSecret),
  );
  configuration[client.customFetch] = async (url, { method, headers, body }) => {
    const response = await boundedFetch(url, { method, headers, body: toText(body) });
    return registration.id === 'slack' ? translateSlack(response) : response;
  };
  if (!real) client.allowInsecureRequests(configuration);
  return configuration;
}

/** Token requests carry a form or nothing. */
function toText(body: client.FetchBody): string | undefined {
  return body instanceof URLSearchParams || typeof body === 'string' ? body.toString() : undefined;
}

/** Slack's refusals of a token request, in OAuth's words. Whatever else is a fault between us. */
const OAUTH_ERRORS: Record<string, string> = {
  invalid_code: 'invalid_grant',
  code_already_used: 'invalid_grant',
  bad_redirect_uri: 'invalid_grant',
  invalid_refresh_token: 'invalid_grant',
  token_revoked: 'invalid_grant',
  token_expired: 'invalid_grant',
  bad_client_secret: 'invalid_client',
  invalid_client_id: 'invalid_client',
};

const answerSchema = z.looseObject({ ok: z.boolean(), error: z.string().optional() });

/**
 * Slack's token endpoint answers a refusal with 200 and `{ok: false}`, and calls a bearer token a
 * `bot`. Written in the notation of the standard, the library takes it.
 * @see RFC 6749 sections 5.1 and 5.2
 */
export async function translateSlack(response: Response): Promise<Response> {
  if (!response.ok) return response;
  const parsed = answerSchema.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) return Response.json({ error: 'server_error' }, { status: 502 });
  const { ok, error, ...rest } = parsed.data;
  if (ok) return Response.json({ ...rest, token_type: 'bearer' });
  const code = OAUTH_ERRORS[error ?? ''] ?? 'server_error';
  return Response.json({ error: code, error_description: error }, { status: 400 });
}
