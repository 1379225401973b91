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
