import { beforeEach, expect, test } from 'vitest';
import {
  breakStandIn,
  connect,
  makeOwner,
  provideConnectionWorld,
} from '@/e2e/oauth/support/connection-world';
import type { Principal } from '@/lib/auth/principal';
import { followBilling } from './follow-billing';
import type { BillingEvent } from '@/lib/billing/wire';
import { databaseNow } from '@/lib/database-clock.repository';
import { db } from '@/lib/db';
import { newId, toPublicId } from '@/lib/public-id';
import { chooseChannel, sendTestMessage } from './choose-channel';
import { postDueMessages, postMessage } from './post-message';
import { claimMessages } from './slack-queue.repository';

const world = provideConnectionWorld();

const TIME = '2026-11-02T06:00:00.000Z';
let feed: BillingEvent[];

beforeEach(async () => {
  feed = [];
  await db().feedPosition.deleteMany();
  world.at().slack.state.messages.length = 0;
});

const issue = async ({ workspaceId, mode }: Principal, number: string) => {
  feed.push({
    sequence: feed.length + 1,
    workspace_id: workspaceId,
    mode,
    type: 'invoice.issued',
    time: TIME,
    reason: null,
    invoice: {
      id: toPublicId('inv', newId()),
      number,
      status: 'open',
      currency: 'EUR',
      period: { start: '2026-10-01T00:00:00.000Z', end: '2026-11-01T00:00:00.000Z' },
      issued_at: TIME,
      due_at: '2026-11-16T06:00:00.000Z',
      paid_at: null,
      total: 1_234,
    },
  });
  await followBilling(async (after) => feed.filter(({ sequence }) => sequence > after));
};

const posted = () => world.at().slack.state.messages.map(({ text }) => text);
const queued = () => db().slackMessage.findMany({ orderBy: { id: 'asc' } });
const makeDue = async () =>
  db().slackMessage.updateMany({
    data: { nextAttemptAt: await databaseNow(), leasedUntil: null },
  });

async function connectSlack(channel = '#billing') {
  const { principal } = await makeOwner();
  const id = await connect(principal, 'slack');
  await chooseChannel(principal, channel);
  return { principal, id };
}

test('an issued invoice is announced once, in the chosen channel', async () => {
  const { principal } = await connectSlack();
  await issue(principal, 'TG-202610-<!channel>&1');
  expect(await postDueMessages()).toBe(1);
  expect(await postDueMessages()).toBe(0);
  expect(posted()).toEqual([
    expect.stringMatching(
      /^\*Invoice TG-202610-&lt;!channel&gt;&amp;1\* for October 2026 was issued: €12\.34, due 16 November 2026\. <http:\/\/localhost:3140\/invoices\/inv_\w+\|Open it> \(test mode\)$/,
    ),
  ]);
  expect((await queued())[0]).toMatchObject({ status: 'posted', error: null, channel: '#billing' });
});

test('nothing is queued where no channel is chosen, or for another mode or workspace', async () => {
  const { principal } = await makeOwner();
  await connect(principal, 'slack');
  await issue(principal, 'TG-1');
  await chooseChannel(principal, 'billing');
  await issue({ ...principal, mode: 'live' }, 'TG-2');
  await issue((await makeOwner('Mallory')).principal, 'TG-3');
  expect(await queued()).toHaveLength(0);
});

test('an answer that is lost posts nothing twice', async () => {
  const { principal } = await connectSlack();
  await issue(principal, 'TG-1');
  const [message] = await claimMessages(1);
  // Slack has it, and this worker dies before it can say so.
  expect(message && (await postMessage(message))).toEqual({ kind: 'posted' });
  await makeDue();
  expect(await postDueMessages()).toBe(1);
  expect(posted()).toHaveLength(1);
  // The twin: a message of another id is another message.
  if (message) await postMessage({ ...message, id: newId() });
  expect(posted()).toHaveLength(2);
});

test('many workers post each message once', async () => {
  const { principal } = await connectSlack();
  for (let index = 0; index < 20; index += 1) await issue(principal, `TG-${index}`);
  await Promise.all(Array.from({ length: 4 }, () => postDueMessages()));
  expect(posted()).toHaveLength(20);
  expect(new Set(posted()).size).toBe(20);
});

test('a revocation loses nothing: what waits is posted after connecting again', async () => {
  const { principal, id } = await connectSlack();
  await breakStandIn(world.origin('slack'), 'T0ANALYTIC', 'revoked');
  await issue(principal, 'TG-1');
  await postDueMessages();
  await issue(principal, 'TG-2');
  expect(await db().connection.findUniqueOrThrow({ where: { id } })).toMatchObject({
    status: 'reconnect',
  });
  expect(await postDueMessages()).toBe(0);
  expect((await queued()).map(({ status, failures }) => [status, failures])).toEqual([
    ['pending', 0],
    ['pending', 0],
  ]);
  await connect(principal, 'slack');
  await postDueMessages();
  expect(posted()).toHaveLength(2);
});

test('Slack’s wish to wait is kept, and counts as no failure', async () => {
  const { principal } = await connectSlack();
  await breakStandIn(world.origin('slack'), 'T0ANALYTIC', 'rate-limited');
  await issue(principal, 'TG-1');
  const begin = (await databaseNow()).getTime();
  await postDueMessages();
  const [message] = await queued();
  expect(message).toMatchObject({ status: 'pending', failures: 0, error: 'ratelimited' });
  expect(message?.nextAttemptAt?.getTime()).toBeGreaterThanOrEqual(begin + 1_000);
});

test('a channel that does not work is said, and choosing another posts what waits', async () => {
  const { principal } = await connectSlack('#general');
  expect(await sendTestMessage(principal)).toMatch(/invite @Tollgate/);
  await issue(principal, 'TG-1');
  await postDueMessages();
  expect((await queued()).at(-1)).toMatchObject({
    status: 'pending',
    error: 'not_in_channel',
    failures: 1,
  });
  await chooseChannel(principal, '#billing');
  await postDueMessages();
  expect(posted()).toHaveLength(1);
  expect(await sendTestMessage(principal)).toBeNull();
});

test.each(['D0123456789', '@grace', '#Two Words', `#${'x'.repeat(81)}`, '<!channel>'])(
  '%s is no channel',
  async (text) => {
    const { principal } = await connectSlack();
    await expect(chooseChannel(principal, text)).rejects.toMatchObject({
      slug: 'validation-failed',
    });
  },
);
