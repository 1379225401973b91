import * as client from 'openid-client';
import { describeChain } from '../explain-refusal';
import { ConnectionRefusedError } from './connection-refusal';

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
