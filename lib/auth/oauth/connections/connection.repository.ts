import { appendAuditEvent, type AuditEntry } from '@/lib/audit/audit-event.repository';
import type { Mode } from '@/lib/auth/principal';
import { databaseNow } from '@/lib/database-clock.repository';
import { db } from '@/lib/db';
import { newId } from '@/lib/public-id';
import type { Connection, Prisma } from '@/prisma/generated/client';
import type { ConnectionProvider } from './connection-provider';
import type { SealedTokens } from './connection-tokens';
import type { Account } from './read-account';

export type ConnectionRow = Connection;

/** There is one connection for each of these. */
export type ConnectionPlace = { workspaceId: string; mode: Mode; provider: ConnectionProvider };

export type NewConnection = {
  userId: string;
  account: Account;
  scopes: string[];
  expiresAt: Date | null;
};

/** What an audit entry says beside where it happened. */
type Act = Pick<AuditEntry, 'actor' | 'action' | 'object' | 'detail'>;

export async function findConnection(place: ConnectionPlace): Promise<ConnectionRow | null> {
  return db().connection.findUnique({ where: { workspaceId_mode_provider: pick(place) } });
}

export async function findConnectionById(id: string): Promise<ConnectionRow | null> {
  return db().connection.findUnique({ where: { id } });
}

/** Those of a workspace and mode, with the names of who connected them. */
export async function findConnections(
  workspaceId: string,
  mode: Mode,
): Promise<{ row: ConnectionRow; connectedBy: string | null }[]> {
  const rows = await db().connection.findMany({ where: { workspaceId, mode } });
  const users = await db().user.findMany({
    where: { id: { in: rows.map((row) => row.userId) } },
    select: { id: true, name: true },
  });
  const names = new Map(users.map(({ id, name }) => [id, name]));
  return rows.map((row) => ({ row, connectedBy: names.get(row.userId) ?? null }));
}

/**
 * Stores a connection, or gives the one that is there new tokens. The channel stays where the account
 * is the same.
 * @param seal encrypts the tokens for the id of the row.
 * @returns the row as it was before, null where there was none.
 */
export async function storeConnection(
  place: ConnectionPlace,
  connection: NewConnection,
  seal: (id: string) => Promise<SealedTokens>,
  act: (id: string, again: boolean) => Act,
): Promise<ConnectionRow | null> {
  return db().$transaction(async (transaction) => {
    // Two answers for the same place, at once: the second finds the row of the first.
    const name = `connection:${place.workspaceId}:${place.mode}:${place.provider}`;
    await transaction.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
    const where = { workspaceId_mode_provider: pick(place) };
    const before = await transaction.connection.findUnique({ where });
    const id = before?.id ?? newId();
    const { account, userId, scopes, expiresAt } = connection;
    const now = await databaseNow(transaction);
    const data = {
      ...(await seal(id)),
      userId,
      scopes,
      accessTokenExpiresAt: expiresAt,
      status: 'active' as const,
      reason: null,
      accountId: account.id,
      accountName: account.name,
      connectedAt: now,
      checkedAt: now,
    };
    const channel = before?.accountId === account.id ? before.channel : null;
    await transaction.connection.upsert({
      where,
      create: { id, ...pick(place), ...data },
      update: { ...data, channel, tokenVersion: { increment: 1 } },
    });
    await append(transaction, place, act(id, before !== null));
    return before;
  });
}

/** Changes what an owner may set, with its audit entry. */
export async function updateChannel(
  place: ConnectionPlace,
  channel: string | null,
  act: (id: string) => Act,
): Promise<boolean> {
  return db().$transaction(async (transaction) => {
    const [row] = await transaction.connection.updateManyAndReturn({
      where: pick(place),
      data: { channel },
    });
    if (row) await append(transaction, place, act(row.id));
    return row !== undefined;
  });
}

/** Deletes a connection with its queue and its exports' records. */
export async function deleteConnection(row: ConnectionRow, act: Act): Promise<void> {
  await db().$transaction(async (transaction) => {
    const { count } = await transaction.connection.deleteMany({ where: { id: row.id } });
    if (count > 0) await append(transaction, row, act);
  });
}

/** The connections that were not asked about since `before`, longest ago first. */
export async function findUnchecked(before: Date, take: number): Promise<ConnectionRow[]> {
  return db().connection.findMany({
    where: { status: 'active', checkedAt: { lt: before } },
    orderBy: { checkedAt: 'asc' },
    take,
  });
}

/** Takes a check, so that of several processes one asks. */
export async function claimCheck({ id, checkedAt }: ConnectionRow, now: Date): Promise<boolean> {
  const where = { id, checkedAt };
  const { count } = await db().connection.updateMany({ where, data: { checkedAt: now } });
  return count === 1;
}

async function append(
  transaction: Prisma.TransactionClient,
  { workspaceId, mode }: Pick<ConnectionPlace, 'workspaceId' | 'mode'>,
  act: Act,
): Promise<void> {
  await appendAuditEvent(transaction, { workspaceId, mode, ...act });
}

function pick({ workspaceId, mode, provider }: ConnectionPlace): ConnectionPlace {
  return { workspaceId, mode, provider };
}
