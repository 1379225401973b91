import * as client from 'openid-client';
import { createLog } from '@/lib/log';
import { oncePerProcess } from '@/lib/once-per-process';
import { describeChain } from '../sign-in/refusal';
import { ProviderUnreachableError } from './provider-call';
import { type ConnectionChange, lockConnection } from './connection-lock.repository';
import { connectionRegistration } from './connection-provider';
import type { ConnectionRow } from './connection.repository';
import { openToken, sealTokens } from './connection-tokens';
import { providerClient } from './provider-client';
import { readTokenAnswer } from './connection-tokens';

const underWay = oncePerProcess('connection-refreshes', () => new Map<string, Promise<void>>());

/**
 * Gets new tokens for a connection, unless someone has done it since the ones of `usedVersion` were
 * read. One refresh at a time: callers of this process share one promise, so that they hold one
 * connection to the database and not all of them; processes share the lock on the row.
 *
 * Where the provider refuses for good, the connection is marked and waits for a person.
 * @throws {ProviderUnreachableError} when it can't be asked; nothing is changed then.
 * @see RFC 6749 section 6
 */
export function refreshConnection(id: string, usedVersion: number): Promise<void> {
  const known = underWay.get(id);
  if (known) return known;
  const refresh = lockConnection(id, (row) => decide(row, usedVersion)).finally(() => {
    underWay.delete(id);
  });
  underWay.set(id, refresh);
  return refresh;
}

async function decide(row: ConnectionRow | null, usedVersion: number): Promise<ConnectionChange> {
  const done = row?.status !== 'active' || row.tokenVersion !== usedVersion;
  if (!row || done) return { kind: 'none' };
  if (row.refreshToken === null) return { kind: 'reconnect', reason: 'revoked' };
  const registration = connectionRegistration(row.provider);
  if (!registration) throw new ProviderUnreachableError(`${row.provider} is not set up here`);
  const refreshToken = await openToken(row.id, 'refresh-token', row.refreshToken);
  try {
    const answer = await client.refreshTokenGrant(providerClient(registration), refreshToken);
    const pair = readTokenAnswer(answer);
    // Google keeps the refresh token as it is and does not repeat it.
    const kept = { ...pair, refreshToken: pair.refreshToken ?? refreshToken };
    const sealed = await sealTokens(row.id, kept);
    return { kind: 'tokens', sealed, expiresAt: pair.expiresAt };
  } catch (error) {
    createLog('connections').warn(
      { chain: describeChain(error), connection: row.id },
      'no refresh',
    );
    if (error instanceof client.ResponseBodyError && error.error === 'invalid_grant') {
      return { kind: 'reconnect', reason: 'refresh-refused' };
    }
    throw new ProviderUnreachableError('The tokens could not be refreshed', { cause: error });
  }
}
