import type { Mode } from '@/lib/auth/principal';
import { databaseNow } from '@/lib/database-clock.repository';
import { db, dbPool } from '@/lib/db';
import { newId } from '@/lib/public-id';
import type { Prisma, SlackMessage } from '@/prisma/generated/client';

/**
 * The queue between what happened and Slack. As with webhooks, everything is decided in the database,
 * so several workers share it and any of them may die at any line.
 * @see docs/decisions/0043-webhook-queue.md
 */

/** A worker has a message this long. Longer than a post and a refresh before it. */
const LEASE_SECONDS = 60;

export type ClaimedMessage = {
  id: string;
  connectionId: string;
  text: string;
  failures: number;
  leasedUntil: Date;
  channel: string | null;
};

/** What became of one attempt. */
export type MessageOutcome =
  | { kind: 'posted' }
  /** Tried again after the pause; `counts` where it brings the end nearer. */
  | { kind: 'later'; error: string; pauseMs: number; counts: boolean }
  | { kind: 'failed'; error: string };

/**
 * Queues a message for the Slack of a workspace, in the transaction of what it announces. Where no
 * Slack is connected, or no channel chosen, there is nothing to do. One that waits for someone to
 * connect again is queued: it is posted afterwards.
 * @param subject names what is announced; the same one is queued once.
 */
export async function queueMessage(
  transaction: Prisma.TransactionClient,
  { workspaceId, mode }: { workspaceId: string; mode: Mode },
  subject: string,
  text: string,
): Promise<void> {
  const place = { workspaceId, mode, provider: 'slack' } as const;
  const connection = await transaction.connection.findUnique({
    where: { workspaceId_mode_provider: place },
    select: { id: true, channel: true },
  });
  if (!connection?.channel) return;
  await transaction.slackMessage.createMany({
    data: {
      id: newId(),
      connectionId: connection.id,
      subject,
      text,
      nextAttemptAt: await databaseNow(transaction),
    },
    skipDuplicates: true,
  });
}

const CLAIM = `
  with picked as (
    select m.id, c.channel from slack_message m
    join connection c on c.id = m.connection_id and c.status = 'active'
    where m.next_attempt_at <= now()
    order by m.next_attempt_at, m.id limit $1 for update of m skip locked)
  update slack_message m
  set leased_until = now() + interval '${LEASE_SECONDS} seconds',
      next_attempt_at = now() + interval '${LEASE_SECONDS} seconds'
  from picked p where m.id = p.id
  returning m.id, m.connection_id as "connectionId", m.text, m.failures,
    m.leased_until as "leasedUntil", p.channel`;

/** Takes up to `limit` messages that are due and whose connection works. */
export async function claimMessages(limit: number): Promise<ClaimedMessage[]> {
  const query = { name: 'slack-claim', text: CLAIM, values: [limit] };
  return (await dbPool().query<ClaimedMessage>(query)).rows;
}

/** Makes a message that is tried this one time, held by the caller. */
export async function insertClaimedMessage(
  connectionId: string,
  channel: string,
  text: string,
): Promise<ClaimedMessage> {
  const id = newId();
  const leasedUntil = new Date((await databaseNow()).getTime() + LEASE_SECONDS * 1000);
  await db().slackMessage.create({
    data: { id, connectionId, subject: `test:${id}`, text, leasedUntil },
  });
  return { id, connectionId, text, failures: 0, leasedUntil, channel };
}

/** Writes down what became of an attempt, unless the lease was lost to another worker. */
export async function recordOutcome(
  { id, leasedUntil, channel, failures }: ClaimedMessage,
  outcome: MessageOutcome,
): Promise<void> {
  const later = outcome.kind === 'later';
  const now = await databaseNow();
  await db().slackMessage.updateMany({
    where: { id, leasedUntil },
    data: {
      status: later ? 'pending' : outcome.kind,
      error: outcome.kind === 'posted' ? null : outcome.error,
      failures: later && outcome.counts ? failures + 1 : failures,
      nextAttemptAt: later ? new Date(now.getTime() + outcome.pauseMs) : null,
      leasedUntil: null,
      attemptedAt: now,
      channel,
    },
  });
}

type MessageRow = SlackMessage;

/** The newest message of a connection, and how many wait. */
export async function findLastMessage(
  connectionId: string,
): Promise<{ last: MessageRow | null; waiting: number }> {
  const [last, waiting] = await Promise.all([
    db().slackMessage.findFirst({ where: { connectionId }, orderBy: { createdAt: 'desc' } }),
    db().slackMessage.count({ where: { connectionId, status: 'pending' } }),
  ]);
  return { last, waiting };
}

/** Makes all that waits due now: after a new channel was chosen, or Slack was connected again. */
export async function wakeMessages(connectionId: string): Promise<void> {
  await db().slackMessage.updateMany({
    where: { connectionId, status: 'pending', nextAttemptAt: { not: null }, leasedUntil: null },
    data: { nextAttemptAt: await databaseNow() },
  });
}

/** Deletes what was done longer ago. */
export async function deleteOldMessages(before: Date): Promise<void> {
  await db().slackMessage.deleteMany({
    where: { status: { not: 'pending' }, createdAt: { lt: before } },
  });
}
