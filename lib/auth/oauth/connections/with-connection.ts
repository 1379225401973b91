import { lockConnection } from './connection-lock.repository';
import { type ConnectionRow, findConnectionById } from './connection.repository';
import { openToken } from './connection-tokens';
import {
  isReconnectReason,
  ReconnectNeededError,
  type ReconnectReason,
  TokenRefusedError,
} from './provider-call';
import { refreshConnection } from './refresh-connection';

/** An access token that ends sooner than this is renewed before it is used. */
const MARGIN_MS = 5 * 60_000;

export type AccessToken = { value: string; version: number };

/**
 * The access token of a connection, renewed where it is about to end.
 * @throws {ReconnectNeededError} where a person has to connect again, or there is no connection.
 * @throws {ProviderUnreachableError} where it has to be renewed and the provider does not answer.
 */
export async function readAccessToken(id: string): Promise<AccessToken> {
  const row = requireWorking(await findConnectionById(id));
  if (!isDue(row)) return open(row);
  await refreshConnection(id, row.tokenVersion);
  return open(requireWorking(await findConnectionById(id)));
}

/**
 * Calls the provider with the connection's token. A token that the provider no longer takes is renewed
 * once; where that does not help, the connection is marked and waits for a person.
 * @throws {ReconnectNeededError}
 * @throws whatever else `call` throws.
 */
export async function withConnection<T>(
  id: string,
  call: (accessToken: string) => Promise<T>,
): Promise<T> {
  const token = await readAccessToken(id);
  try {
    return await call(token.value);
  } catch (error) {
    if (!(error instanceof TokenRefusedError)) throw error;
    if (error.kind === 'revoked') return await giveUp(id, token, 'revoked');
    await refreshConnection(id, token.version);
  }
  const renewed = await readAccessToken(id);
  try {
    return await call(renewed.value);
  } catch (error) {
    if (!(error instanceof TokenRefusedError)) throw error;
    return await giveUp(id, renewed, 'revoked');
  }
}

/** Marks the connection, unless someone has connected again since the token was read. */
async function giveUp(id: string, token: AccessToken, reason: ReconnectReason): Promise<never> {
  await lockConnection(id, async (row) => {
    const same = row?.status === 'active' && row.tokenVersion === token.version;
    return same ? { kind: 'reconnect', reason } : { kind: 'none' };
  });
  throw new ReconnectNeededError(reason);
}

function requireWorking(row: ConnectionRow | null): ConnectionRow {
  if (row?.status === 'active') return row;
  throw new ReconnectNeededError(row && isReconnectReason(row.reason) ? row.reason : 'revoked');
}

function isDue({ accessTokenExpiresAt }: ConnectionRow): boolean {
  return accessTokenExpiresAt !== null && accessTokenExpiresAt.getTime() < Date.now() + MARGIN_MS;
}

async function open(row: ConnectionRow): Promise<AccessToken> {
  const value = await openToken(row.id, 'access-token', row.accessToken);
  return { value, version: row.tokenVersion };
}
