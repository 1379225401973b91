import * as client from 'openid-client';
import { describeChain } from '../sign-in/refusal';

/**
 * Every way in which connecting can fail, in words. `/settings/connections?refused=…` shows them; the
 * log has the details.
 */
export const CONNECTION_REFUSALS = {
  'unknown-state': {
    title: 'This connection was not begun here',
    text: 'The answer does not belong to a connection that was begun in the last ten minutes, or it was used already. Begin again.',
  },
  'other-session': {
    title: 'This connection was begun in another session',
    text: 'If you have signed in again since you began, begin again. If you followed a link that someone sent you: they wanted their own account connected to your workspace. Nothing was connected.',
  },
  'other-provider': {
    title: 'Another provider answered',
    text: 'The answer came to the address of a provider that was not asked. Nothing was connected.',
  },
  'wrong-issuer': {
    title: 'Another provider answered',
    text: 'The answer names an issuer that was not asked. Nothing was connected.',
  },
  'not-owner': {
    title: 'Only an owner connects',
    text: 'You are not, or no longer, an owner of the workspace that this connection is for.',
  },
  cancelled: {
    title: 'You cancelled at the provider',
    text: 'Nothing was connected. You can begin again whenever you like.',
  },
  'code-refused': {
    title: 'The provider refused the code',
    text: 'The one-time code was used before, has expired, or was made for another request. Begin again.',
  },
  'scope-missing': {
    title: 'Something was not allowed',
    text: 'The connection works only with the permission that it asks for. It was left out at the provider, so nothing was connected.',
  },
  'no-refresh-token': {
    title: 'The provider allowed an hour only',
    text: 'It gave no refresh token, so the connection would end within the hour. Remove Tollgate at the provider and connect again.',
  },
  'provider-unreachable': {
    title: 'The provider did not answer',
    text: 'We could not reach it or did not understand its answer. Try again in a moment.',
  },
  'provider-error': {
    title: 'The provider reported an error',
    text: 'It ended the connection on its side. Try again; if it stays, tell the operator of this site.',
  },
} as const satisfies Record<string, { title: string; text: string }>;

export type ConnectionRefusal = keyof typeof CONNECTION_REFUSALS;

export function isConnectionRefusal(text: string): text is ConnectionRefusal {
  return Object.hasOwn(CONNECTION_REFUSALS, text);
}

/** Connecting failed for a reason that a person is told. */
export class ConnectionRefusedError extends Error {
  override name = 'ConnectionRefusedError';

  constructor(
    readonly reason: ConnectionRefusal,
    cause?: unknown,
  ) {
    super(CONNECTION_REFUSALS[reason].title, { cause });
  }
}

const WRONG_ISSUER = /"iss"/;

/** The reason behind an error of the protocol, as a person is told it. */
export function explainConnectionError(error: unknown): ConnectionRefusedError {
  if (error instanceof ConnectionRefusedError) return error;
  if (error instanceof client.AuthorizationResponseError) {
    const cancelled = error.error === 'access_denied';
    return new ConnectionRefusedError(cancelled ? 'cancelled' : 'provider-error', error);
  }
  if (error instanceof client.ResponseBodyError) {
    const refused = error.error === 'invalid_grant';
    return new ConnectionRefusedError(refused ? 'code-refused' : 'provider-error', error);
  }
  if (describeChain(error).some((text) => WRONG_ISSUER.test(text))) {
    return new ConnectionRefusedError('wrong-issuer', error);
  }
  return new ConnectionRefusedError('provider-unreachable', error);
}
