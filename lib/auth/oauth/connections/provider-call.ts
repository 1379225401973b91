const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 1_000_000;

/** The provider did not answer in time, or not in a way that can be understood. */
export class ProviderUnreachableError extends Error {
  override name = 'ProviderUnreachableError';
}

/**
 * Calls a provider: ten seconds at most, a megabyte at most, no redirect.
 *
 * Attack: anyone who answers in the provider's place, or a defect of the provider, holds our requests
 * open, fills our memory, or sends our tokens to another address.
 * @throws {ProviderUnreachableError}
 */
export async function boundedFetch(url: string | URL, init: RequestInit = {}): Promise<Response> {
  try {
    const response = await fetch(url, {
      ...init,
      redirect: 'error',
      cache: 'no-store',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const body = await readBounded(response);
    const empty = response.status === 204 || response.status === 304;
    return new Response(empty ? null : body, {
      status: response.status,
      headers: response.headers,
    });
  } catch (error) {
    const { origin } = new URL(url);
    throw new ProviderUnreachableError(`${origin} can't be reached`, { cause: error });
  }
}

async function readBounded(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw new RangeError('The answer is too large.');
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/** The provider does not take the access token: it has run out, or the person took it back. */
export class TokenRefusedError extends Error {
  override name = 'TokenRefusedError';

  constructor(readonly kind: 'expired' | 'revoked') {
    super(`The provider says that the token is ${kind}`);
  }
}

/** The provider took the token and refused the call. */
export class ProviderRefusedError extends Error {
  override name = 'ProviderRefusedError';

  constructor(
    /** The provider's own word, such as `channel_not_found`. */
    readonly code: string,
    /** How long it asks us to wait, in milliseconds; 0 where it does not say. */
    readonly retryAfterMs = 0,
  ) {
    super(`The provider refused: ${code}`);
  }
}

/** Why a connection needs a person, in words. */
export const RECONNECT_REASONS = {
  revoked: 'Tollgate was removed at the provider, or the account there was closed.',
  'refresh-refused':
    'The provider no longer takes what we were given: it was taken back there, or not used for too long.',
} as const;

export type ReconnectReason = keyof typeof RECONNECT_REASONS;

export function isReconnectReason(text: string | null): text is ReconnectReason {
  return text !== null && Object.hasOwn(RECONNECT_REASONS, text);
}

/** A person has to connect again before anything can be done. */
export class ReconnectNeededError extends Error {
  override name = 'ReconnectNeededError';

  constructor(readonly reason: ReconnectReason) {
    super(RECONNECT_REASONS[reason]);
  }
}
