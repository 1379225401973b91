import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { startTestReceiver, type TestReceiver } from '@/e2e/support/webhook-receiver';
import type { Principal } from '@/lib/auth/principal';
import { ALL_SCOPES } from '@/lib/auth/scope';
import { databaseNow } from '@/lib/database-clock.repository';
import { db } from '@/lib/db';
import { emitWebhookEvent } from '@/lib/emit-webhook-event.repository';
import { newId, toPublicId } from '@/lib/public-id';
import { createEndpoint } from './create-endpoint';
import { deleteEndpoint } from './delete-endpoint';
import {
  claimDeliveries,
  fanOutEvents,
  MAX_IN_FLIGHT_PER_ENDPOINT,
} from './delivery-queue.repository';
import { listDeliveries } from './list-deliveries';
import { getEndpoint } from './find-endpoint';
import { resendDelivery, sendTestEvent } from './resend-delivery';
import { MAX_ATTEMPTS } from './retry-schedule';
import { rollWebhookSecret } from './roll-webhook-secret';
import type { EndpointView } from './webhook-view';
import { startWebhookWorker, type WebhookWorker } from './webhook-worker';

provideTestDatabase();
process.env.WEBHOOK_ALLOW_LOOPBACK = '1';

const REVOKED = { key: { id: 'abcdefgh', name: 'k', expires_at: new Date().toISOString() } };
let principal: Principal;
let receiver: TestReceiver;
let endpoint: EndpointView;
let secret: string;
const workers: WebhookWorker[] = [];

beforeEach(async () => {
  principal = {
    credential: 'session',
    credentialId: 'test',
    userId: newId(),
    workspaceId: newId(),
    role: 'owner',
    mode: 'test',
    scopes: new Set(ALL_SCOPES),
    expiresAt: null,
  };
  receiver = await startTestReceiver();
  const created = await createEndpoint(principal, { url: receiver.url, events: ['key.revoked'] });
  endpoint = created.view;
  secret = created.secret;
});

afterEach(async () => {
  receiver.hold(false);
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  receiver.close();
});

const eventually = (check: () => unknown) => vi.waitFor(check, { timeout: 15_000 });
const emit = (tenant: Pick<Principal, 'workspaceId' | 'mode'> = principal) =>
  db().$transaction((transaction) =>
    emitWebhookEvent(transaction, tenant, 'key.revoked', { ...REVOKED, reason: 'test' }),
  );
const start = () => workers.push(startWebhookWorker());
const log = async () => (await listDeliveries(principal, endpoint.id, { limit: 100 })).data;
const dueNow = async () =>
  db().webhookDelivery.updateMany({
    where: { status: 'pending', leasedUntil: null },
    data: { nextAttemptAt: await databaseNow() },
  });
const settled = (status: string) =>
  eventually(async () => expect((await log())[0]?.status).toBe(status));

describe('webhook worker', () => {
  it('delivers what was emitted, signed, and logs it', async () => {
    await emit();
    start();
    await settled('delivered');
    const [message] = receiver.received;
    const body = new Webhook(secret).verify(message?.body ?? '', message?.headers ?? {});
    expect(body).toMatchObject({ type: 'key.revoked', mode: 'test', data: REVOKED });
    const [delivery] = await log();
    expect(delivery?.messageId).toBe(message?.headers['webhook-id']);
    expect(delivery?.attempts).toMatchObject([{ outcome: 'delivered', status: 204 }]);
  });

  it('sends nothing of a transaction that was rolled back', async () => {
    const rolledBack = db().$transaction(async (transaction) => {
      await emitWebhookEvent(transaction, principal, 'key.revoked', { ...REVOKED, reason: null });
      throw new Error('changed my mind');
    });
    await expect(rolledBack).rejects.toThrow('changed my mind');
    await emit();
    start();
    await settled('delivered');
    expect(receiver.received).toHaveLength(1);
  });

  it('keeps modes and workspaces apart', async () => {
    await emit({ ...principal, mode: 'live' });
    await emit({ ...principal, workspaceId: newId() });
    await fanOutEvents();
    expect(await log()).toEqual([]);
  });

  it('tries again under the same id and a new signature until it gets through', async () => {
    receiver.answers.push({ status: 500, body: 'not now' }, { status: 503 });
    await emit();
    start();
    await receiver.until(1);
    for (const count of [2, 3]) {
      await eventually(async () => {
        await dueNow();
        expect(receiver.received.length).toBe(count);
      });
    }
    await settled('delivered');
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(1);
    expect((await log())[0]?.attempts.map(({ outcome }) => outcome)).toEqual([
      'refused',
      'refused',
      'delivered',
    ]);
    expect((await getEndpoint(principal, endpoint.id)).failingSince).toBeNull();
  });

  it('gives up after the whole schedule and switches the endpoint off when nothing got through', async () => {
    const other = await createEndpoint(principal, {
      url: receiver.url,
      events: ['webhook.disabled'],
    });
    await emit();
    await fanOutEvents();
    const longAgo = new Date((await databaseNow()).getTime() - 86_400_000);
    await db().webhookDelivery.updateMany({
      where: { workspaceId: principal.workspaceId },
      data: { failures: MAX_ATTEMPTS - 1 },
    });
    await db().webhookEndpoint.updateMany({
      where: { workspaceId: principal.workspaceId, events: { has: 'key.revoked' } },
      data: { failingSince: longAgo },
    });
    receiver.answers.push({ status: 500 });
    start();
    await settled('failed');
    expect(await getEndpoint(principal, endpoint.id)).toMatchObject({
      status: 'disabled',
      disabledReason: 'failing',
    });
    await receiver.until(2);
    const notice = new Webhook(other.secret).verify(
      receiver.received[1]?.body ?? '',
      receiver.received[1]?.headers ?? {},
    );
    expect(notice).toMatchObject({
      type: 'webhook.disabled',
      data: { endpoint: { id: endpoint.id } },
    });
    await expect(sendTestEvent(principal, endpoint.id)).rejects.toMatchObject({ slug: 'conflict' });
  });

  it('switches off at once an endpoint that is gone', async () => {
    receiver.answers.push({ status: 410 });
    await sendTestEvent(principal, endpoint.id);
    start();
    await settled('failed');
    const view = await getEndpoint(principal, endpoint.id);
    expect(view).toMatchObject({ status: 'disabled', disabledReason: 'gone' });
  });

  it('sends again on demand, and signs with both secrets while a roll overlaps', async () => {
    await sendTestEvent(principal, endpoint.id);
    start();
    await settled('delivered');
    const rolled = await rollWebhookSecret(principal, endpoint.id, 3_600);
    const [delivery] = await log();
    await resendDelivery(principal, endpoint.id, delivery?.id ?? '');
    await receiver.until(2);
    const { body = '', headers = {} } = receiver.received[1] ?? {};
    expect(headers['webhook-id']).toBe(receiver.received[0]?.headers['webhook-id']);
    for (const valid of [secret, rolled.secret]) new Webhook(valid).verify(body, headers);
    await rollWebhookSecret(principal, endpoint.id, 0);
    await settled('delivered');
    await resendDelivery(principal, endpoint.id, delivery?.id ?? '');
    await receiver.until(3);
    const last = receiver.received[2];
    expect(() =>
      new Webhook(rolled.secret).verify(last?.body ?? '', last?.headers ?? {}),
    ).toThrow();
  });

  it('shares the queue among workers: each message once, few at a time', async () => {
    const messages = 40;
    for (let index = 0; index < messages; index += 1) await emit();
    for (let index = 0; index < 3; index += 1) start();
    await receiver.until(messages);
    await eventually(async () => {
      expect((await log()).every(({ status }) => status === 'delivered')).toBe(true);
    });
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect([ids.length, new Set(ids).size]).toEqual([messages, messages]);
    expect(receiver.peak()).toBeLessThanOrEqual(MAX_IN_FLIGHT_PER_ENDPOINT);
  });

  it('takes over what a dead worker had claimed, when its lease ends', async () => {
    await emit();
    await fanOutEvents();
    const [claimed] = await claimDeliveries(10);
    expect(claimed?.url).toBe(receiver.url);
    expect(await claimDeliveries(10)).toEqual([]);
    const past = new Date((await databaseNow()).getTime() - 1_000);
    await db().webhookDelivery.update({
      where: { id: claimed?.id ?? '' },
      data: { leasedUntil: past, nextAttemptAt: past },
    });
    start();
    await settled('delivered');
  });

  it('gives back what is under way when it stops', async () => {
    receiver.hold(true);
    await emit();
    const worker = startWebhookWorker();
    await receiver.until(1);
    await worker.stop();
    expect((await log())[0]).toMatchObject({ status: 'pending', attempts: [] });
    receiver.hold(false);
    start();
    await settled('delivered');
  });

  it('blocks at delivery a URL that got into the table past the guard (A53)', async () => {
    await db().webhookEndpoint.updateMany({
      where: { workspaceId: principal.workspaceId },
      data: { url: 'http://169.254.169.254/latest/meta-data/' },
    });
    await sendTestEvent(principal, endpoint.id);
    start();
    await eventually(async () => expect((await log())[0]?.attempts).toHaveLength(1));
    expect((await log())[0]?.attempts).toMatchObject([{ outcome: 'blocked', address: null }]);
  });

  it('signs nothing with a secret copied from another row', async () => {
    const other = await createEndpoint(principal, { url: receiver.url, events: ['key.expiring'] });
    const rows = await db().webhookEndpoint.findMany({ orderBy: { id: 'desc' }, take: 2 });
    const [copied, original] = rows;
    expect(toPublicId('whe', copied?.id ?? '')).toBe(other.view.id);
    await db().webhookEndpoint.update({
      where: { id: original?.id ?? '' },
      data: { secret: copied?.secret ?? '' },
    });
    await sendTestEvent(principal, endpoint.id);
    start();
    await eventually(async () => expect((await log())[0]?.attempts).toHaveLength(1));
    expect((await log())[0]?.attempts[0]?.detail).toContain('could not be read');
    expect(receiver.received).toEqual([]);
  });

  it('forgets a deleted endpoint, also in the middle of an attempt', async () => {
    receiver.hold(true);
    await emit();
    start();
    await receiver.until(1);
    await deleteEndpoint(principal, endpoint.id);
    receiver.hold(false);
    await expect(log()).rejects.toMatchObject({ slug: 'not-found' });
  });
});
