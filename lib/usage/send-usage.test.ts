import { beforeEach, describe, expect, it } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { createPerson } from '@/e2e/support/test-workspace';
import type { Principal } from '@/lib/auth/principal';
import type { UsageTotal } from '@/lib/billing/wire';
import { createMeter } from './create-meter';
import { recordEvents } from './record-events';
import { type SendTotals, sendUsage, settleUsage } from './send-usage';
import { foldUsage } from './usage-fold.repository';
import { readUsageBacklog } from './usage-outbox.repository';

provideTestDatabase();

/** Billing as the wire promises it: absolute totals, newer versions only. */
const books = new Map<string, UsageTotal>();
const billing: SendTotals = async (totals) => {
  let applied = 0;
  for (const total of totals) {
    const key = `${total.workspace_id} ${total.meter} ${total.period}`;
    if ((books.get(key)?.version ?? -1) >= total.version) continue;
    books.set(key, total);
    applied += 1;
  }
  return { applied, ignored: totals.length - applied };
};
const NOTHING = { unfolded: 0, unsent: 0, waitingSince: null };
const TIME = new Date('2026-10-05T10:15:00Z');

let principal: Principal;
let next = 0;
const record = (count: number) =>
  recordEvents(
    principal,
    Array.from({ length: count }, () => {
      next += 1;
      return { id: `e${next}`, meter: 'calls', quantity: '0.1', time: TIME };
    }),
  );
const billed = () => books.get(`${principal.workspaceId} calls 2026-10`)?.quantity;

beforeEach(async () => {
  principal = await createPerson();
  await createMeter(principal, { key: 'calls', name: 'Calls', aggregation: 'sum' });
});

describe('usage on its way to billing', () => {
  it('arrives exactly, to the last decimal', async () => {
    await record(7);
    expect((await readUsageBacklog()).unfolded).toBe(1);
    await settleUsage(billing);
    expect(billed()).toBe('0.7');
    expect(await readUsageBacklog()).toEqual(NOTHING);
  });

  it('waits while billing is down and arrives once it is back', async () => {
    const down: SendTotals = async () => {
      throw new Error('no route');
    };
    for (let index = 0; index < 3; index += 1) {
      await record(2);
      await expect(settleUsage(down)).rejects.toThrow('no route');
    }
    expect(await readUsageBacklog()).toMatchObject({ unfolded: 0, unsent: 1 });
    expect((await readUsageBacklog()).waitingSince).toBeInstanceOf(Date);
    await settleUsage(billing);
    expect(billed()).toBe('0.6');
  });

  it('is sent again when the answer is lost, and counted once', async () => {
    await record(3);
    const lost: SendTotals = async (totals) => {
      await billing(totals);
      throw new Error('the answer never came');
    };
    await expect(settleUsage(lost)).rejects.toThrow('never came');
    expect((await readUsageBacklog()).unsent).toBe(1);
    await settleUsage(billing);
    expect(billed()).toBe('0.3');
    expect(await readUsageBacklog()).toEqual(NOTHING);
  });

  it('keeps waiting for what came in while a total was being sent', async () => {
    await record(1);
    await foldUsage();
    await sendUsage(async (totals) => {
      await record(1);
      await foldUsage();
      return billing(totals);
    });
    expect(billed()).toBe('0.1');
    expect((await readUsageBacklog()).unsent).toBe(1);
    await settleUsage(billing);
    expect(billed()).toBe('0.2');
  });

  it('never goes back when totals arrive in the wrong order', async () => {
    const late: UsageTotal[] = [];
    await record(1);
    await settleUsage(async (totals) => {
      late.push(...totals);
      return billing(totals);
    });
    await record(1);
    await settleUsage(billing);
    await billing(late);
    expect(billed()).toBe('0.2');
  });

  it('counts once however many processes record and fold at the same time', async () => {
    let folding = true;
    const folders = Array.from({ length: 4 }, async () => {
      while (folding) await foldUsage();
    });
    await Promise.all(Array.from({ length: 20 }, () => record(5)));
    folding = false;
    await Promise.all(folders);
    await settleUsage(billing);
    expect(billed()).toBe('10');
  });

  it('survives the same batch sent many times at once, in any order', async () => {
    const events = Array.from({ length: 50 }, (_, index) => ({
      id: `same-${index}`,
      meter: 'calls',
      quantity: 1,
      time: TIME,
      customer: `c${index % 7}`,
    }));
    const sends = Array.from({ length: 8 }, (_, index) =>
      recordEvents(principal, index % 2 ? events : events.toReversed()),
    );
    const accepted = (await Promise.all(sends)).reduce((sum, one) => sum + one.accepted, 0);
    expect(accepted).toBe(events.length);
    await settleUsage(billing);
    expect(billed()).toBe('50');
  });
});
