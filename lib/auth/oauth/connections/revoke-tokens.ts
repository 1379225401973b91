import * as client from 'openid-client';
import { connectionRegistration } from './connection-provider';
import type { ConnectionRow } from './connection.repository';
import { openToken } from './connection-tokens';
import { ReconnectNeededError } from './provider-call';
import { providerClient } from './provider-client';
import { callSlack } from './slack-api';
import { withConnection } from './with-connection';

/**
 * Ends at the provider what was allowed there. What the provider has ended already is no error.
 * @throws {ProviderUnreachableError} and others where it did not happen.
 * @see RFC 7009 section 2
 */
export async function revokeTokens(row: ConnectionRow): Promise<void> {
  if (row.status !== 'active') return;
  const registration = connectionRegistration(row.provider);
  if (registration?.revocationEndpoint && row.refreshToken) {
    const token = await openToken(row.id, 'refresh-token', row.refreshToken);
    await client.tokenRevocation(providerClient(registration), token).catch(ignoreEnded);
    return;
  }
  try {
    await withConnection(row.id, (token) => callSlack(token, 'auth.revoke'));
  } catch (error) {
    if (!(error instanceof ReconnectNeededError)) throw error;
  }
}

/** Google answers 400 for a token that is no longer one. */
function ignoreEnded(error: unknown): void {
  const ended =
    error instanceof client.ResponseBodyError &&
    (error.error === 'invalid_token' || error.error === 'invalid_request');
  if (!ended) throw error;
}
