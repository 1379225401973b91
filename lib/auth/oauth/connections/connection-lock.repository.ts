import { appendAuditEvent } from '@/lib/audit/audit-event.repository';
import { db } from '@/lib/db';
import { toPublicId } from '@/lib/public-id';
import type { Prisma } from '@/prisma/generated/client';
import type { ConnectionRow } from './connection.repository';
import type { SealedTokens } from './connection-tokens';
import type { ReconnectReason } from './provider-call';

/** Longer than one call to the provider may take, and the wait for someone else's. */
const LOCK_TIMEOUT_MS = 25_000;

/** What becomes of a connection while it is locked. */
export type ConnectionChange =
  | { kind: 'tokens'; sealed: SealedTokens; expiresAt: Date | null }
  | { kind: 'reconnect'; reason: ReconnectReason }
  | { kind: 'none' };

/**
 * Locks one connection across all processes, lets `decide` look at it and call the provider, and
 * stores what it says. The lock is PostgreSQL's row lock: it ends with the process that holds it.
 *
 * Attack: none needed. Two processes that redeem one rotating refresh token at once end the
 * connection, because the provider takes the second use for a theft.
 */
export async function lockConnection(
  id: string,
  decide: (row: ConnectionRow | null) => Promise<ConnectionChange>,
): Promise<void> {
  await db().$transaction(
    async (transaction) => {
      await transaction.$queryRaw`select id from connection where id = ${id}::uuid for update`;
      const row = await transaction.connection.findUnique({ where: { id } });
      const change = await decide(row);
      if (row && change.kind === 'tokens') {
        await transaction.connection.update({
          where: { id },
          data: {
            ...change.sealed,
            accessTokenExpiresAt: change.expiresAt,
            tokenVersion: { increment: 1 },
          },
        });
      }
      if (row && change.kind === 'reconnect') await markBroken(transaction, row, change.reason);
    },
    { timeout: LOCK_TIMEOUT_MS, maxWait: LOCK_TIMEOUT_MS },
  );
}

async function markBroken(
  transaction: Prisma.TransactionClient,
  row: ConnectionRow,
  reason: ReconnectReason,
): Promise<void> {
  const { id, workspaceId, mode, provider } = row;
  await transaction.connection.update({ where: { id }, data: { status: 'reconnect', reason } });
  await appendAuditEvent(transaction, {
    workspaceId,
    mode,
    actor: `${provider}-connection`,
    action: 'connection.reconnect-needed',
    object: toPublicId('con', id),
    detail: { provider, reason },
  });
}
