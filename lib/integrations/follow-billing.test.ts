import { beforeEach, expect, it } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { db } from '@/lib/db';
import { newId, toPublicId } from '@/lib/public-id';
import type { BillingEvent } from '../billing/wire';
import { followBilling, type ReadFeed } from './follow-billing';

provideTestDatabase();

const TIME = '2026-11-02T06:00:00.000Z';
const workspaceId = newId();
let feed: BillingEvent[];
const read: ReadFeed = async (after) =>
  feed.filter(({ sequence }) => sequence > after).slice(0, 100);

const happen = (type: BillingEvent['type'], reason: string | null = null) => {
  feed.push({
    sequence: feed.length + 1,
    workspace_id: workspaceId,
    mode: 'test',
    type,
    time: TIME,
    reason,
    invoice: {
      id: toPublicId('inv', newId()),
      number: `TG-${feed.length}`,
      status: 'open',
      currency: 'EUR',
      period: { start: TIME, end: TIME },
      issued_at: TIME,
      due_at: TIME,
      paid_at: null,
      total: 1_200,
    },
  });
};
const told = async () =>
  (await db().webhookOutbox.findMany({ orderBy: { id: 'asc' } })).map(({ type, payload }) => [
    type,
    JSON.parse(payload).data.invoice.number,
  ]);

beforeEach(async () => {
  feed = [];
  await db().webhookOutbox.deleteMany();
  await db().feedPosition.deleteMany();
});

it('tells the webhooks of each event once, in order', async () => {
  expect(await followBilling(read)).toBe(0);
  happen('invoice.issued');
  happen('invoice.payment_failed', 'payment-declined');
  expect(await followBilling(read)).toBe(2);
  happen('invoice.paid');
  expect(await followBilling(read)).toBe(1);
  expect(await followBilling(read)).toBe(0);
  expect(await told()).toEqual([
    ['invoice.issued', 'TG-0'],
    ['invoice.payment_failed', 'TG-1'],
    ['invoice.paid', 'TG-2'],
  ]);
});

it('does so however many processes follow at the same time', async () => {
  for (let index = 0; index < 250; index += 1) happen('invoice.paid');
  let taken = 0;
  while (taken < feed.length) {
    const counts = await Promise.all(Array.from({ length: 5 }, () => followBilling(read)));
    taken += counts.reduce((sum, count) => sum + count, 0);
  }
  expect(taken).toBe(feed.length);
  expect(new Set((await told()).map(([, number]) => number)).size).toBe(feed.length);
  expect(await told()).toHaveLength(feed.length);
});

it('misses nothing while billing is down', async () => {
  happen('invoice.issued');
  await expect(followBilling(() => Promise.reject(new Error('down')))).rejects.toThrow('down');
  expect(await followBilling(read)).toBe(1);
});
