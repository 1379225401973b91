import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { createPerson } from '@/e2e/support/test-workspace';
import type { Principal } from '@/lib/auth/principal';
import { databaseNow } from '@/lib/database-clock.repository';
import { db, dbPool } from '@/lib/db';
import {
  claimMessages,
  insertClaimedMessage,
  queueMessage,
  recordOutcome,
  wakeMessages,
} from '@/lib/integrations/slack-queue.repository';
import { newId } from '@/lib/public-id';
import { recordAttempt } from './attempt.repository';
import { createEndpoint } from './create-endpoint';
import { insertDelivery, requeueDelivery } from './delivery.repository';
import { claimDeliveries } from './delivery-queue.repository';

provideTestDatabase();

const SKEW_MS = 7 * 60_000;
const FAILED = {
  outcome: 'refused',
  status: 500,
  address: null,
  detail: null,
  response: null,
  retryAfterMs: 0,
} as const;

let owner: Principal;
let endpointId: string;
let connectionId: string;

beforeAll(async () => {
  owner = await createPerson();
  const { workspaceId, mode, userId } = owner;
  await createEndpoint(owner, { url: 'https://hooks.example/x', events: ['key.revoked'] });
  endpointId = (await db().webhookEndpoint.findFirstOrThrow()).id;
  connectionId = newId();
  const now = await databaseNow();
  await db().connection.create({
    data: {
      id: connectionId,
      workspaceId,
      mode,
      userId,
      provider: 'slack',
      status: 'active',
      accountId: 'T0',
      accountName: 'T0',
      scopes: [],
      accessToken: 'sealed',
      channel: '#billing',
      connectedAt: now,
      checkedAt: now,
    },
  });
});
afterEach(() => vi.useRealTimers());

const dueInMs = async (table: 'webhook_delivery' | 'slack_message', id: string) => {
  const sql = `select (extract(epoch from next_attempt_at - now()) * 1000)::float8 as ms from ${table} where id = $1`;
  return (await dbPool().query<{ ms: number }>(sql, [id])).rows[0]?.ms ?? Number.NaN;
};

/** The retry of a minute, whatever the clock of the process says. */
const aMinute = (ms: number) => {
  expect(ms).toBeGreaterThan(40_000);
  expect(ms).toBeLessThanOrEqual(60_000);
};

describe.each([
  ['ahead of', SKEW_MS],
  ['behind', -SKEW_MS],
])('with a clock seven minutes %s the database’s', (_name, skewMs) => {
  const skew = () => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + skewMs });

  test('a webhook is sent at once, retried when it is due, and sent again on demand', async () => {
    skew();
    const { id } = await insertDelivery({
      id: newId(),
      endpointId,
      workspaceId: owner.workspaceId,
      mode: owner.mode,
      messageId: newId(),
      type: 'key.revoked',
      payload: '{}',
    });
    const [claimed] = await claimDeliveries(10);
    expect(claimed?.id).toBe(id);
    if (!claimed) return;
    const attempt = { ...FAILED, startedAt: new Date(), durationMs: 5 };
    await recordAttempt(claimed, attempt, 60_000);
    aMinute(await dueInMs('webhook_delivery', id));
    expect(await claimDeliveries(10)).toEqual([]);
    await requeueDelivery(owner, endpointId, id);
    expect((await claimDeliveries(10)).map((one) => one.id)).toEqual([id]);
    // A lease of another that has not ended is respected, whatever our clock says.
    await requeueDelivery(owner, endpointId, id);
    expect(await claimDeliveries(10)).toEqual([]);
    await db().webhookDelivery.delete({ where: { id } });
  });

  test('a Slack message is posted at once, retried when it is due, and woken', async () => {
    skew();
    await db().$transaction((transaction) => queueMessage(transaction, owner, newId(), 'text'));
    const [claimed] = await claimMessages(10);
    expect(claimed).toBeDefined();
    if (!claimed) return;
    const later = { kind: 'later', error: 'x', pauseMs: 60_000, counts: true } as const;
    await recordOutcome(claimed, later);
    aMinute(await dueInMs('slack_message', claimed.id));
    expect(await claimMessages(10)).toEqual([]);
    await wakeMessages(connectionId);
    const [woken] = await claimMessages(10);
    expect(woken?.id).toBe(claimed.id);
    const test = await insertClaimedMessage(connectionId, '#billing', 'text');
    expect(test.leasedUntil.getTime()).toBeGreaterThan((await databaseNow()).getTime() + 50_000);
    await db().slackMessage.deleteMany();
  });
});
