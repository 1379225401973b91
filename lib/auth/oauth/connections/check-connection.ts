import { requireOwner } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { databaseNow } from '@/lib/database-clock.repository';
import { problem } from '@/lib/http/problem';
import type { ConnectionProvider } from './connection-provider';
import {
  claimCheck,
  type ConnectionRow,
  findConnection,
  findUnchecked,
} from './connection.repository';
import { ReconnectNeededError } from './provider-call';
import { readDriveAccount } from './read-account';
import { callSlack } from './slack-api';
import { withConnection } from './with-connection';

/** How long a connection may go unasked. A revocation at the provider shows here within that. */
const CHECK_INTERVAL_MS = 5 * 60_000;
const MAX_CHECKS = 20;

/**
 * Asks the providers of connections that were not used lately whether they still hold. What they say
 * is written into the connection; a provider that does not answer is asked the next time.
 * @returns how many were asked.
 */
export async function checkConnections(moment?: Date): Promise<number> {
  const now = moment ?? (await databaseNow());
  const due = await findUnchecked(new Date(now.getTime() - CHECK_INTERVAL_MS), MAX_CHECKS);
  for (const row of due) {
    if (await claimCheck(row, now)) await ask(row).catch(() => undefined);
  }
  return due.length;
}

/**
 * Asks now.
 * @throws {ProviderUnreachableError} when the provider does not answer.
 * @throws {ProblemError} 403 for a member, 404 where there is none.
 */
export async function checkConnectionNow(
  principal: Principal,
  provider: ConnectionProvider,
): Promise<'active' | 'reconnect'> {
  requireOwner(principal);
  const { workspaceId, mode } = principal;
  const row = await findConnection({ workspaceId, mode, provider });
  if (!row) throw problem('not-found');
  await claimCheck(row, await databaseNow());
  return ask(row);
}

async function ask({ id, provider }: ConnectionRow): Promise<'active' | 'reconnect'> {
  try {
    await withConnection(id, async (token) => {
      if (provider === 'slack') await callSlack(token, 'auth.test');
      else await readDriveAccount(token);
    });
    return 'active';
  } catch (error) {
    if (error instanceof ReconnectNeededError) return 'reconnect';
    throw error;
  }
}
