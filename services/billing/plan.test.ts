import { beforeAll, describe, expect, it } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import type { Actor } from '@/lib/billing/wire';
import { newId } from '@/lib/public-id';
import { findOrCreateAccount } from './account.repository';
import { changePlan } from './change-plan';
import { getUpcomingInvoice, listInvoices } from './read-invoices';
import { issueInvoice } from './issue-invoice';
import { upsertPlan } from './plan.repository';
import { PLANS } from './plan-catalog';
import { recordUsageTotals } from './usage-total.repository';
import type { Tenant } from './database';

provideTestDatabase();

const ACTOR: Actor = { user_id: newId(), credential: 'session', credential_id: 'test' };
const NOVEMBER = new Date('2026-11-20T12:00:00Z');
const newTenant = (): Tenant => ({ workspaceId: newId(), mode: 'test' });

beforeAll(async () => {
  for (const plan of PLANS) await upsertPlan(plan);
});

let version = 0;
async function use(tenant: Tenant, period: string, quantity: string, meter = 'api_calls') {
  const { workspaceId: workspace_id, mode } = tenant;
  version += 1;
  await recordUsageTotals([{ workspace_id, mode, meter, period, quantity, version }]);
}

const issue = async (tenant: Tenant, period: string) => {
  await issueInvoice(await findOrCreateAccount(tenant), period);
  return (await listInvoices(tenant, { limit: 1 })).data[0];
};

describe('changing the plan', () => {
  it('to a dearer one holds from this month on', async () => {
    const tenant = newTenant();
    const account = await changePlan(tenant, ACTOR, 'pro', NOVEMBER);
    expect(account).toMatchObject({ plan: { key: 'pro' }, next_plan: null });
    await use(tenant, '2026-10', '2000');
    await use(tenant, '2026-11', '2000');
    expect((await issue(tenant, '2026-10'))?.total).toBe(400);
    expect((await issue(tenant, '2026-11'))?.total).toBe(2_200);
  });

  it('to a cheaper one holds from the next month on: nobody dodges a month already used', async () => {
    const tenant = newTenant();
    await changePlan(tenant, ACTOR, 'pro', NOVEMBER);
    const account = await changePlan(tenant, ACTOR, 'free', NOVEMBER);
    expect(account).toMatchObject({
      plan: { key: 'pro' },
      next_plan: { key: 'free', from: '2026-12' },
    });
    await use(tenant, '2026-11', '2000');
    await use(tenant, '2026-12', '2000');
    expect((await issue(tenant, '2026-11'))?.total).toBe(2_200);
    expect((await issue(tenant, '2026-12'))?.total).toBe(400);
  });

  it('back to the plan that one has takes the planned change away', async () => {
    const tenant = newTenant();
    for (const plan of ['pro', 'free', 'pro', 'pro']) {
      await changePlan(tenant, ACTOR, plan, NOVEMBER);
    }
    const account = await changePlan(tenant, ACTOR, 'pro', NOVEMBER);
    expect(account).toMatchObject({ plan: { key: 'pro' }, next_plan: null });
  });

  it('at once from many places ends in one of the plans asked for', async () => {
    const tenant = newTenant();
    await Promise.all(
      ['pro', 'free', 'pro', 'free'].map((plan) => changePlan(tenant, ACTOR, plan, NOVEMBER)),
    );
    const { changes } = await findOrCreateAccount(tenant);
    expect(new Set(changes.map(({ fromPeriod }) => fromPeriod)).size).toBe(changes.length);
  });

  it('refuses a plan that is not on offer', async () => {
    await expect(changePlan(newTenant(), ACTOR, 'gold', NOVEMBER)).rejects.toMatchObject({
      slug: 'validation-failed',
    });
  });
});

describe('usage that comes late', () => {
  it('is on the next invoice at the prices of its month, and only once', async () => {
    const tenant = newTenant();
    await use(tenant, '2026-09', '900');
    expect((await issue(tenant, '2026-09'))?.total).toBe(0);
    await use(tenant, '2026-09', '1500');
    await use(tenant, '2026-10', '1200');
    const october = await issue(tenant, '2026-10');
    expect(
      october?.lines.map((line) => [line.usage_period, line.quantity, line.unit_price]),
    ).toEqual([
      ['2026-10', '1000', '0'],
      ['2026-10', '200', '0.004'],
      ['2026-09', '100', '0'],
      ['2026-09', '500', '0.004'],
    ]);
    expect(october?.total).toBe(280);
    expect(october?.lines[3]?.description).toBe('api_calls of 2026-09 that came late, above 1,000');
    await use(tenant, '2026-11', '1');
    expect((await issue(tenant, '2026-11'))?.lines).toHaveLength(1);
  });

  it('for a month that was never invoiced waits for that invoice', async () => {
    const tenant = newTenant();
    await use(tenant, '2026-10', '1');
    await use(tenant, '2026-09', '1100');
    expect((await issue(tenant, '2026-10'))?.lines).toHaveLength(1);
    await issueInvoice(await findOrCreateAccount(tenant), '2026-09');
    const { data } = await listInvoices(tenant, { limit: 5 });
    expect(data.map(({ total }) => total)).toEqual([0, 40]);
  });
});

it('shows the invoice of a month that still runs, and stores nothing', async () => {
  const tenant = newTenant();
  await use(tenant, '2026-11', '1500');
  expect(await getUpcomingInvoice(tenant, NOVEMBER)).toMatchObject({
    period: '2026-11',
    total: 200,
    lines: [{ quantity: '1000' }, { quantity: '500', amount: 200 }],
  });
  expect((await listInvoices(tenant, { limit: 1 })).data).toEqual([]);
});

it('says so where a month comes to more than an invoice can hold', async () => {
  const tenant = newTenant();
  await use(tenant, '2026-11', '30000000000000000000');
  expect(await getUpcomingInvoice(tenant, NOVEMBER)).toEqual({
    period: '2026-11',
    currency: 'USD',
    total: null,
    lines: [],
  });
});
