import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import type { Actor } from '@/lib/billing/wire';
import { newId } from '@/lib/public-id';
import { findOrCreateAccount } from './account.repository';
import { billingDatabase, closeBillingDatabase, type Tenant } from './database';
import { getAccount } from './get-account';
import { issueInvoice, issueInvoices } from './issue-invoice';
import { balanceOf } from './ledger.repository';
import { listInvoices } from './read-invoices';
import { payInvoice } from './pay-invoice';
import { setPlan, upsertPlan } from './plan.repository';
import { PLANS } from './plan-catalog';
import { lineAmount } from './price-usage';
import { recordUsageTotals } from './usage-total.repository';

provideTestDatabase();
afterAll(closeBillingDatabase);

const ACTOR: Actor = { user_id: newId(), credential: 'api-key', credential_id: 'test0001' };
const newTenant = (mode: 'test' | 'live' = 'test'): Tenant => ({ workspaceId: newId(), mode });
let keys = 0;
const pay = (tenant: Tenant, id: string, method = 'pm_test_ok', key = `key-${(keys += 1)}`) =>
  payInvoice(tenant, ACTOR, id, { method, idempotencyKey: key });

async function billed(tenant: Tenant, quantity = '2500'): Promise<string> {
  const { workspaceId: workspace_id, mode } = tenant;
  const total = { workspace_id, mode, meter: 'api_calls', period: '2026-01', quantity, version: 1 };
  await recordUsageTotals([total]);
  const id = await issueInvoice(await findOrCreateAccount(tenant), '2026-01');
  return id ?? '';
}

beforeAll(async () => {
  for (const plan of PLANS) await upsertPlan(plan);
});

describe('usage totals', () => {
  it('take the newest version, in whatever order they come', async () => {
    const tenant = newTenant();
    const at = (version: number, quantity: string) => ({
      workspace_id: tenant.workspaceId,
      mode: tenant.mode,
      meter: 'api_calls',
      period: '2026-01',
      quantity,
      version,
    });
    expect(await recordUsageTotals([at(2, '20')])).toEqual({ applied: 1, ignored: 0 });
    expect(await recordUsageTotals([at(1, '10')])).toEqual({ applied: 0, ignored: 1 });
    expect(await recordUsageTotals([at(2, '20')])).toEqual({ applied: 0, ignored: 1 });
    expect(await recordUsageTotals([at(3, '30.5'), at(3, '31')])).toEqual({
      applied: 1,
      ignored: 1,
    });
    const id = await issueInvoice(await findOrCreateAccount(tenant), '2026-01');
    const page = await listInvoices(tenant, { limit: 5 });
    expect(id).not.toBeNull();
    expect(page.data[0]?.lines[0]?.quantity).toBe('30.5');
  });
});

describe('issuing', () => {
  it('a second run issues nothing', async () => {
    const tenant = newTenant();
    await billed(tenant);
    expect(await issueInvoice(await findOrCreateAccount(tenant), '2026-01')).toBeNull();
    const again = await issueInvoices('2026-01');
    const third = await issueInvoices('2026-01');
    expect(third).toEqual({ issued: 0, existing: again.issued + again.existing, failed: [] });
  });

  it('two runs at once issue one invoice', async () => {
    const tenant = newTenant();
    const account = await findOrCreateAccount(tenant);
    await setPlan(account.id, 'pro');
    const pro = await findOrCreateAccount(tenant);
    const ids = await Promise.all([1, 2, 3, 4].map(() => issueInvoice(pro, '2026-02')));
    expect(ids.filter(Boolean)).toHaveLength(1);
    expect((await listInvoices(tenant, { limit: 10 })).data).toHaveLength(1);
    expect(await balanceOf(tenant, 'receivable')).toBe(2_000n);
  });

  it('does not bill a month that has not ended', async () => {
    const now = new Date('2026-03-31T23:59:59Z');
    await expect(issueInvoices('2026-03', now)).rejects.toThrow('has not ended');
    await expect(issueInvoices('2026-13')).rejects.toThrow(RangeError);
  });

  it('recomputes to the cent from its own lines', async () => {
    const tenant = newTenant();
    await billed(tenant, '123456.789');
    const [invoice] = (await listInvoices(tenant, { limit: 1 })).data;
    const amounts = invoice?.lines.map((line) =>
      Number(lineAmount(line.quantity, line.unit_price, invoice.currency)),
    );
    expect(amounts).toEqual(invoice?.lines.map(({ amount }) => amount));
    expect(invoice?.total).toBe(amounts?.reduce((sum, amount) => sum + amount, 0));
  });
});

describe('paying', () => {
  it('settles the invoice and the ledger', async () => {
    const tenant = newTenant();
    const id = await billed(tenant);
    expect((await getAccount(tenant)).balance).toBe(600);
    expect(await pay(tenant, id)).toMatchObject({ status: 'paid', total: 600 });
    expect((await getAccount(tenant)).balance).toBe(0);
    expect(await balanceOf(tenant, 'cash')).toBe(600n);
    await expect(pay(tenant, id)).rejects.toMatchObject({ slug: 'conflict' });
  });

  it.each([
    ['pm_test_declined', 'payment-declined', 402],
    ['pm_test_requires_action', 'payment-requires-action', 402],
    ['pm_card', 'validation-failed', 422],
    ['constructor', 'validation-failed', 422],
  ])('%s is %s and moves no money', async (method, slug, status) => {
    const tenant = newTenant();
    const id = await billed(tenant);
    await expect(pay(tenant, id, method)).rejects.toMatchObject({ slug, status });
    expect((await getAccount(tenant)).balance).toBe(600);
    expect(await pay(tenant, id)).toMatchObject({ status: 'paid' });
  });

  it('with the same key charges once, and answers the same', async () => {
    const tenant = newTenant();
    const id = await billed(tenant);
    const answers = await Promise.all([1, 2, 3].map(() => pay(tenant, id, 'pm_test_ok', 'same')));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await balanceOf(tenant, 'cash')).toBe(600n);
    const other = pay(tenant, id, 'pm_test_declined', 'same');
    await expect(other).rejects.toMatchObject({ slug: 'idempotency-key-reused' });
  });

  it('twice at once with different keys charges once', async () => {
    const tenant = newTenant();
    const id = await billed(tenant);
    const outcomes = await Promise.allSettled([pay(tenant, id), pay(tenant, id), pay(tenant, id)]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await balanceOf(tenant, 'cash')).toBe(600n);
  });

  it('in live mode takes no test method', async () => {
    const tenant = newTenant('live');
    const id = await billed(tenant);
    await expect(pay(tenant, id)).rejects.toMatchObject({ slug: 'validation-failed' });
    await expect(pay(tenant, id, 'pm_1')).rejects.toMatchObject({ slug: 'dependency-unavailable' });
    expect((await getAccount(tenant)).balance).toBe(600);
  });
});

describe('the ledger in the database', () => {
  const entry = (transactionId: string, book: 'cash' | 'revenue', amount: bigint) => ({
    transactionId,
    book,
    amount,
    currency: 'USD',
  });
  const create = (amounts: [bigint, bigint]) =>
    billingDatabase().$transaction(async (db) => {
      const id = newId();
      await db.ledgerTransaction.create({ data: { id, ...newTenant(), reference: `test:${id}` } });
      await db.ledgerEntry.createMany({
        data: [entry(id, 'cash', amounts[0]), entry(id, 'revenue', amounts[1])],
      });
    });

  it('refuses what does not sum to zero', async () => {
    await create([5n, -5n]);
    await expect(create([5n, -4n])).rejects.toThrow('does not sum to zero');
  });

  it('is append-only', async () => {
    await expect(
      billingDatabase().ledgerEntry.updateMany({ data: { amount: 1n } }),
    ).rejects.toThrow('append-only');
    await expect(billingDatabase().ledgerEntry.deleteMany()).rejects.toThrow('append-only');
  });

  it('sums to zero over all that these tests did', async () => {
    const { _sum } = await billingDatabase().ledgerEntry.aggregate({ _sum: { amount: true } });
    expect(_sum.amount).toBe(0n);
  });
});
