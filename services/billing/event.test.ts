import { describe, expect, it } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { newId, toPublicId } from '@/lib/public-id';
import { findOrCreateAccount } from './account.repository';
import { issueInvoice } from './issue-invoice';
import { listEvents } from './event.repository';
import { payInvoice } from './pay-invoice';
import { setPlan, upsertPlan } from './plan.repository';
import { PLANS } from './plan-catalog';

provideTestDatabase();

const ACTOR = { user_id: newId(), credential: 'session', credential_id: 'test' };

describe("billing's feed of events", () => {
  it('tells of issue, decline and payment in the transaction of each, once', async () => {
    const tenant = { workspaceId: newId(), mode: 'test' as const };
    for (const plan of PLANS) await upsertPlan(plan);
    await setPlan((await findOrCreateAccount(tenant)).id, 'pro');
    const account = await findOrCreateAccount(tenant);
    const id = (await issueInvoice(account, '2026-10')) ?? '';
    expect(await issueInvoice(account, '2026-10')).toBeNull();
    const pay = (method: string, idempotencyKey: string) =>
      payInvoice(tenant, ACTOR, id, { method, idempotencyKey });
    await expect(pay('pm_test_declined', 'one')).rejects.toMatchObject({
      slug: 'payment-declined',
    });
    await expect(pay('pm_test_declined', 'one')).rejects.toMatchObject({
      slug: 'payment-declined',
    });
    await pay('pm_test_ok', 'two');
    await pay('pm_test_ok', 'two');

    const { events } = await listEvents(0);
    expect(events.map(({ type, reason }) => [type, reason])).toEqual([
      ['invoice.issued', null],
      ['invoice.payment_failed', 'payment-declined'],
      ['invoice.paid', null],
    ]);
    expect(events.at(-1)).toMatchObject({
      workspace_id: tenant.workspaceId,
      mode: 'test',
      invoice: { id: toPublicId('inv', id), status: 'paid' },
    });
    const position = events[1]?.sequence ?? 0;
    expect((await listEvents(position)).events.map(({ type }) => type)).toEqual(['invoice.paid']);
  });
});
