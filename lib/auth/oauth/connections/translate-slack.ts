import { z } from 'zod';

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
