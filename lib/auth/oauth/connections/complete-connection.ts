import * as client from 'openid-client';
import type { Role } from '@/lib/auth/principal';
import { decryptText } from '@/lib/encryption';
import { createLog } from '@/lib/log';
import { toPublicId } from '@/lib/public-id';
import { describeChain } from '../sign-in/refusal';
import { verifierContext } from './begin-connection';
import { checkAttempt } from './check-attempt';
import { takeAttempt } from './connection-attempt.repository';
import {
  type ConnectionProvider,
  type ConnectionRegistration,
  connectionRegistration,
} from './connection-provider';
import { ConnectionRefusedError, explainConnectionError } from './connection-refusal';
import { sealTokens, readTokenAnswer, type TokenPair } from './connection-tokens';
import { storeConnection } from './connection.repository';
import { providerClient } from './provider-client';
import { type Account, readAccount } from './read-account';
import { revokeTokens } from './revoke-tokens';

/** The person at the browser that the provider sent back. */
export type ConnectingPerson = {
  userId: string;
  sessionId: string;
  workspaces: readonly { id: string; role: Role }[];
};

/**
 * Finishes a connection: holds the answer against the attempt, redeems the code, asks whose account it
 * is, and stores the tokens encrypted.
 * @param query the query of the address that the provider sent the browser to.
 * @throws {ConnectionRefusedError} with the reason that the person is told. Nothing is stored then.
 * @see RFC 6749 section 4.1.3, RFC 7636 section 4.5, RFC 9207 section 2.4
 */
export async function completeConnection(
  person: ConnectingPerson,
  provider: ConnectionProvider,
  query: URLSearchParams,
): Promise<Account> {
  try {
    return await complete(person, provider, query);
  } catch (error) {
    const refused = explainConnectionError(error);
    const { reason } = refused;
    createLog('connections').warn({ reason, chain: describeChain(error) }, 'connection refused');
    throw refused;
  }
}

async function complete(
  person: ConnectingPerson,
  provider: ConnectionProvider,
  query: URLSearchParams,
): Promise<Account> {
  const state = query.get('state') ?? '';
  const attempt = await takeAttempt(state);
  checkAttempt(attempt, { sessionId: person.sessionId, provider });
  const registration = connectionRegistration(provider);
  if (!attempt || !registration) throw new ConnectionRefusedError('unknown-state');
  const { workspaceId, mode, codeVerifier } = attempt;
  const role = person.workspaces.find(({ id }) => id === workspaceId)?.role;
  if (role !== 'owner') throw new ConnectionRefusedError('not-owner');

  const verifier = codeVerifier && (await decryptText(codeVerifier, verifierContext(state)));
  const answer = await client.authorizationCodeGrant(
    providerClient(registration),
    // Our own address, not what the request says of itself: the provider compares it.
    new URL(`${registration.redirectUri}?${query}`),
    { expectedState: state, pkceCodeVerifier: verifier ?? undefined },
  );
  const pair = readTokenAnswer(answer);
  requireWhatIsNeeded(pair, registration);
  const account = await readAccount(provider, answer);
  const before = await storeConnection(
    { workspaceId, mode, provider },
    { userId: person.userId, account, scopes: pair.scopes, expiresAt: pair.expiresAt },
    (id) => sealTokens(id, pair),
    (id, again) => ({
      actor: toPublicId('usr', person.userId),
      action: again ? 'connection.reconnected' : 'connection.connected',
      object: toPublicId('con', id),
      detail: { provider, account: account.name, scopes: pair.scopes },
    }),
  );
  // The same account again: revoking the old tokens would end the new ones with them.
  if (before && before.accountId !== account.id) await revokeTokens(before).catch(() => undefined);
  return account;
}

/** A person may untick what was asked for; half a connection would only fail later. */
function requireWhatIsNeeded(pair: TokenPair, { scope, id }: ConnectionRegistration): void {
  if (!pair.scopes.includes(scope)) throw new ConnectionRefusedError('scope-missing');
  const lasts = pair.refreshToken !== null || pair.expiresAt === null;
  if (!lasts) throw new ConnectionRefusedError('no-refresh-token', `no refresh token of ${id}`);
}
