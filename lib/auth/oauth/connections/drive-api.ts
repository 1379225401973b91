import { z } from 'zod';
import { boundedFetch, ProviderUnreachableError } from './provider-call';
import { connectionRegistration } from './connection-provider';
import { ProviderRefusedError, TokenRefusedError } from './provider-call';
import { retryAfterMs } from './slack-api';

const errorSchema = z.object({
  error: z.object({ errors: z.array(z.object({ reason: z.string() })).min(1) }),
});

export type DriveCall = {
  method: 'GET' | 'POST' | 'PATCH';
  /** Path and query, such as `/drive/v3/files`. */
  path: string;
  body?: { type: string; content: string | Uint8Array<ArrayBuffer> };
};

/**
 * Calls Google Drive's API and reads the answer with a schema.
 * @throws {TokenRefusedError} on 401, which may mean that the token ran out or that it was taken back.
 * @throws {ProviderRefusedError} with Google's reason, such as `notFound` or `storageQuotaExceeded`.
 * @throws {ProviderUnreachableError}
 */
export async function callDrive<T>(
  accessToken: string,
  { method, path, body }: DriveCall,
  schema: z.ZodType<T>,
): Promise<T> {
  const api = connectionRegistration('drive')?.api;
  if (!api) throw new ProviderRefusedError('not-set-up');
  const response = await boundedFetch(`${api}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${accessToken}`,
      ...(body ? { 'content-type': body.type } : {}),
    },
    body: body?.content,
  });
  if (response.status === 401) throw new TokenRefusedError('expired');
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.status >= 500) {
    throw new ProviderUnreachableError(`Drive answered ${response.status}`);
  }
  if (response.status === 404) throw new ProviderRefusedError('notFound');
  if (response.status === 409) throw new ProviderRefusedError('conflict');
  if (!response.ok) {
    const { data } = errorSchema.safeParse(answer);
    const reason = data?.error.errors[0]?.reason ?? `status-${response.status}`;
    throw new ProviderRefusedError(reason, retryAfterMs(response));
  }
  const parsed = schema.safeParse(answer);
  if (!parsed.success) throw new ProviderUnreachableError('Drive answered something else');
  return parsed.data;
}
