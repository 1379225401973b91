import { z } from 'zod';
import { boundedFetch, ProviderUnreachableError } from './provider-call';
import { connectionRegistration } from './connection-provider';
import { ProviderRefusedError, TokenRefusedError } from './provider-call';

/** @see https://docs.slack.dev/authentication/using-token-rotation */
const TOKEN_ERRORS: Record<string, 'expired' | 'revoked'> = {
  token_expired: 'expired',
  token_revoked: 'revoked',
  invalid_auth: 'revoked',
  account_inactive: 'revoked',
};

const answerSchema = z.looseObject({ ok: z.boolean(), error: z.string().optional() });

/**
 * Calls a method of Slack's Web API.
 * @throws {TokenRefusedError}
 * @throws {ProviderRefusedError} with Slack's own error, `ratelimited` with the pause it asks for.
 * @throws {ProviderUnreachableError}
 */
export async function callSlack(
  accessToken: string,
  method: string,
  body: object = {},
): Promise<Record<string, unknown>> {
  const api = connectionRegistration('slack')?.api;
  if (!api) throw new ProviderRefusedError('not-set-up');
  const response = await boundedFetch(`${api}/${method}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${accessToken}`,
      'content-type': 'application/json; charset=utf-8',
    },
    body: JSON.stringify(body),
  });
  if (response.status === 429) {
    throw new ProviderRefusedError('ratelimited', retryAfterMs(response));
  }
  const parsed = answerSchema.safeParse(await response.json().catch(() => undefined));
  if (!response.ok || !parsed.success) {
    throw new ProviderUnreachableError(`Slack answered ${response.status}`);
  }
  const { ok, error = 'unknown_error', ...answer } = parsed.data;
  if (ok) return answer;
  const kind = TOKEN_ERRORS[error];
  throw kind ? new TokenRefusedError(kind) : new ProviderRefusedError(error);
}

/** The pause in the Retry-After header, in milliseconds; 0 where there is none. */
export function retryAfterMs(response: Response): number {
  return Number(response.headers.get('retry-after') ?? 0) * 1000 || 0;
}
