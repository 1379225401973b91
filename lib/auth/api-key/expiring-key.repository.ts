import { db } from '@/lib/db';
import { emitWebhookEvent } from '@/lib/emit-webhook-event.repository';
import type { ApiKey, Prisma } from '@/prisma/generated/client';

const FEED = 'expiring-keys';
const DAY_MS = 86_400_000;

/** How long before its end a key is announced. */
const NOTICES_MS = [7 * DAY_MS, 1 * DAY_MS] as const;

/**
 * Announces each key that has come within 7 days, and within 1 day, of its end since the last call,
 * as `key.expiring`. How far it got is stored with the events, so a restart neither repeats nor skips
 * one, and of several processes one does it.
 * @returns how many events were written.
 */
export async function announceExpiringKeys(now = new Date()): Promise<number> {
  return await db().$transaction(async (transaction) => {
    const since = await advance(transaction, now);
    if (since === undefined) return 0;
    let announced = 0;
    for (const notice of NOTICES_MS) {
      for (const key of await findEntering(transaction, notice, since, now)) {
        const { id, name, expiresAt } = key;
        const data = { key: { id, name, expires_at: expiresAt.toISOString() } };
        await emitWebhookEvent(transaction, key, 'key.expiring', data);
        announced += 1;
      }
    }
    return announced;
  });
}

/** Moves the mark to `now` and gives where it was; undefined where another process is ahead. */
async function advance(
  transaction: Prisma.TransactionClient,
  now: Date,
): Promise<Date | undefined> {
  const start = BigInt(now.getTime() - Math.max(...NOTICES_MS));
  const data = { feed: FEED, position: start };
  await transaction.feedPosition.createMany({ data, skipDuplicates: true });
  const [row] = await transaction.$queryRaw<{ position: bigint }[]>`
    select position from feed_position where feed = ${FEED} for update`;
  if (!row || row.position >= now.getTime()) return undefined;
  const position = BigInt(now.getTime());
  await transaction.feedPosition.update({ where: { feed: FEED }, data: { position } });
  return new Date(Number(row.position));
}

/** Keys that came within `noticeMs` of their end after `since`. One made for less is not news. */
async function findEntering(
  transaction: Prisma.TransactionClient,
  noticeMs: number,
  since: Date,
  now: Date,
): Promise<ApiKey[]> {
  const after = new Date(Math.max(since.getTime() + noticeMs, now.getTime()));
  const keys = await transaction.apiKey.findMany({
    where: { revokedAt: null, expiresAt: { gt: after, lte: new Date(now.getTime() + noticeMs) } },
  });
  return keys.filter(
    ({ createdAt, expiresAt }) => createdAt.getTime() < expiresAt.getTime() - noticeMs,
  );
}
