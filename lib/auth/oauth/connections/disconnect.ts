import { requireOwner } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { problem } from '@/lib/http/problem';
import { createLog } from '@/lib/log';
import { toPublicId } from '@/lib/public-id';
import { describeChain } from '../sign-in/refusal';
import type { ConnectionProvider } from './connection-provider';
import { deleteConnection, findConnection } from './connection.repository';
import { revokeTokens } from './revoke-tokens';

/**
 * Ends a connection: at the provider first, so that the tokens are worth nothing to anyone, then here.
 * @param onlyHere forgets the tokens although the provider could not be told. They stay valid there
 * until a person removes the application.
 * @returns `unreachable` where the provider did not answer; the connection is as it was.
 * @throws {ProblemError} 403 for a member, 404 where there is none.
 */
export async function disconnect(
  principal: Principal,
  provider: ConnectionProvider,
  onlyHere = false,
): Promise<'disconnected' | 'unreachable'> {
  requireOwner(principal);
  const { workspaceId, mode } = principal;
  const row = await findConnection({ workspaceId, mode, provider });
  if (!row) throw problem('not-found');
  let revoked = true;
  try {
    await revokeTokens(row);
  } catch (error) {
    createLog('connections').warn({ chain: describeChain(error), provider }, 'not revoked');
    if (!onlyHere) return 'unreachable';
    revoked = false;
  }
  await deleteConnection(row, {
    actor: toPublicId('usr', principal.userId),
    action: 'connection.disconnected',
    object: toPublicId('con', row.id),
    detail: { provider, account: row.accountName, revoked_at_provider: revoked },
  });
  return 'disconnected';
}
