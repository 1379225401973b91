import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import type { Actor } from '@/lib/billing/wire';
import { fromPublicId, newId } from '@/lib/public-id';
import { findOrCreateAccount } from './account.repository';
import { completePayment, payInvoice } from './pay-invoice';
import { billingDatabase, type Tenant } from './database';
import { getAccount } from './get-account';
import { issueInvoice } from './issue-invoice';
import { balanceOf } from './ledger.repository';
import { listInvoices, listPayments } from './read-invoices';
import { upsertPlan } from './plan.repository';
import { PLANS } from './plan-catalog';
import { recordUsageTotals } from './usage-total.repository';

provideTestDatabase();

const ACTOR: Actor = { user_id: newId(), credential: 'session', credential_id: 'test' };
const PERIODS = ['2026-01', '2026-02', '2026-03'];
const METHODS = ['pm_test_ok', 'pm_test_declined', 'pm_test_requires_action'];
const SETTLED = ['fulfilled', 'rejected'];

beforeAll(async () => {
  for (const plan of PLANS) await upsertPlan(plan);
});

const act = fc.oneof(
  fc.record({
    what: fc.constant('use' as const),
    period: fc.constantFrom(...PERIODS),
    quantity: fc.integer({ min: 0, max: 200_000 }),
  }),
  fc.record({ what: fc.constant('issue' as const), period: fc.constantFrom(...PERIODS) }),
  fc.record({
    what: fc.constant('pay' as const),
    which: fc.nat(2),
    method: fc.constantFrom(...METHODS),
    key: fc.constantFrom('a', 'b', 'c'),
  }),
  fc.record({
    what: fc.constant('answer' as const),
    which: fc.nat(2),
    answer: fc.constantFrom('approve' as const, 'refuse' as const),
  }),
);
type Act = typeof act extends fc.Arbitrary<infer One> ? One : never;

let version = 0;

/** One act of a customer, an operator or a clock, refused or not. */
async function run(tenant: Tenant, made: Act): Promise<unknown> {
  const { workspaceId: workspace_id, mode } = tenant;
  if (made.what === 'use') {
    version += 1;
    const { period, quantity } = made;
    const total = { workspace_id, mode, meter: 'api_calls', period, version };
    return recordUsageTotals([{ ...total, quantity: String(quantity) }]);
  }
  if (made.what === 'issue') return issueInvoice(await findOrCreateAccount(tenant), made.period);
  const { data } = await listInvoices(tenant, { limit: 10 });
  const invoice = fromPublicId('inv', data[made.which]?.id ?? '');
  if (!invoice) return undefined;
  if (made.what === 'pay') {
    const request = { method: made.method, idempotencyKey: made.key };
    return payInvoice(tenant, ACTOR, invoice, request);
  }
  const { payments } = await listPayments(tenant, invoice);
  const waiting = payments.find(({ status }) => status === 'requires_action');
  const payment = fromPublicId('pay', waiting?.id ?? '');
  return payment && completePayment(tenant, invoice, payment, made.answer);
}

describe('the ledger', () => {
  it('sums to zero and agrees with the invoices after any sequence of acts, some at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(act, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 8 }),
        async (rounds) => {
          const tenant: Tenant = { workspaceId: newId(), mode: 'test' };
          for (const round of rounds) {
            const outcomes = await Promise.allSettled(round.map((made) => run(tenant, made)));
            for (const { status } of outcomes) expect(SETTLED).toContain(status);
          }
          const { data } = await listInvoices(tenant, { limit: 10 });
          const sum = (status: string) =>
            data
              .filter((invoice) => invoice.status === status)
              .reduce((all, { total }) => all + total, 0);
          const [receivable, revenue, cash] = await Promise.all([
            balanceOf(tenant, 'receivable'),
            balanceOf(tenant, 'revenue'),
            balanceOf(tenant, 'cash'),
          ]);
          expect(receivable + revenue + cash).toBe(0n);
          expect(Number(receivable)).toBe(sum('open'));
          expect(Number(cash)).toBe(sum('paid'));
          expect((await getAccount(tenant)).balance).toBe(sum('open'));
        },
      ),
      { numRuns: 12 },
    );
    const { _sum } = await billingDatabase().ledgerEntry.aggregate({ _sum: { amount: true } });
    expect(_sum.amount ?? 0n).toBe(0n);
  }, 180_000);
});

describe('a payment that asks its payer', () => {
  async function waiting() {
    const tenant: Tenant = { workspaceId: newId(), mode: 'test' };
    version += 1;
    const total = { meter: 'api_calls', period: '2026-01', quantity: '2500', version };
    await recordUsageTotals([{ workspace_id: tenant.workspaceId, mode: tenant.mode, ...total }]);
    const id = (await issueInvoice(await findOrCreateAccount(tenant), '2026-01')) ?? '';
    const request = { method: 'pm_test_requires_action', idempotencyKey: 'one' };
    await expect(payInvoice(tenant, ACTOR, id, request)).rejects.toMatchObject({
      slug: 'payment-requires-action',
    });
    const { payments } = await listPayments(tenant, id);
    return { tenant, id, payment: fromPublicId('pay', payments[0]?.id ?? '') ?? '' };
  }

  it('is paid once when they approve, however often they press', async () => {
    const { tenant, id, payment } = await waiting();
    const answers = await Promise.all(
      [1, 2, 3].map(() => completePayment(tenant, id, payment, 'approve')),
    );
    for (const answer of answers) expect(answer.status).toBe('paid');
    expect(await balanceOf(tenant, 'cash')).toBe(600n);
    await expect(completePayment(tenant, id, payment, 'refuse')).resolves.toMatchObject({
      status: 'paid',
    });
  });

  it('moves no money when they refuse, and the invoice can be paid in another way', async () => {
    const { tenant, id, payment } = await waiting();
    await expect(completePayment(tenant, id, payment, 'refuse')).rejects.toMatchObject({
      slug: 'payment-declined',
    });
    expect(await balanceOf(tenant, 'cash')).toBe(0n);
    const paid = await payInvoice(tenant, ACTOR, id, { method: 'pm_test_ok', idempotencyKey: 'x' });
    expect(paid.status).toBe('paid');
  });

  it('charges nothing when the invoice was paid meanwhile', async () => {
    const { tenant, id, payment } = await waiting();
    await payInvoice(tenant, ACTOR, id, { method: 'pm_test_ok', idempotencyKey: 'x' });
    await expect(completePayment(tenant, id, payment, 'approve')).rejects.toMatchObject({
      slug: 'conflict',
    });
    expect(await balanceOf(tenant, 'cash')).toBe(600n);
  });

  it('is nobody else’s to answer', async () => {
    const { id, payment } = await waiting();
    const other: Tenant = { workspaceId: newId(), mode: 'test' };
    await expect(completePayment(other, id, payment, 'approve')).rejects.toMatchObject({
      slug: 'not-found',
    });
  });
});
