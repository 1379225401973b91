import { expect, it } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { invoiceSchema, usageTotalsSchema } from '@/lib/billing/wire';
import { newId } from '@/lib/public-id';
import { issueInvoices } from './issue-invoice';
import { listInvoices } from './read-invoices';
import { upsertPlan } from './plan.repository';
import { PLANS } from './plan-catalog';
import { lineAmount, sumLines } from './price-usage';
import { recordUsageTotals } from './usage-total.repository';

provideTestDatabase();

it('invoices a workspace that only ever sent events, once', async () => {
  for (const plan of PLANS) await upsertPlan(plan);
  const workspaceId = newId();
  const total = {
    workspace_id: workspaceId,
    mode: 'test',
    meter: 'api_calls',
    version: 1,
  } as const;
  await recordUsageTotals([{ ...total, period: '2026-10', quantity: '1500' }]);
  const now = new Date('2026-11-02T06:00:00Z');
  expect(await issueInvoices('2026-10', now)).toEqual({ issued: 1, existing: 0, failed: [] });
  expect(await issueInvoices('2026-10', now)).toEqual({ issued: 0, existing: 1, failed: [] });
  const { data } = await listInvoices({ workspaceId, mode: 'test' }, { limit: 10 });
  expect(data).toMatchObject([{ total: 200, lines: [{ quantity: '1000' }, { quantity: '500' }] }]);
});

it('issues everybody else an invoice where one would be more than a message can carry', async () => {
  const total = { mode: 'test', meter: 'api_calls', version: 1, period: '2026-09' } as const;
  const [greedy, honest] = [newId(), newId()];
  // Greater than the 21 digits that a quantity once had, and sent in one batch with another's.
  const quantity = `${'9'.repeat(25)}.999999999`;
  const parsed = usageTotalsSchema.parse({
    totals: [
      { ...total, workspace_id: greedy, quantity },
      { ...total, workspace_id: honest, quantity: '1500' },
    ],
  });
  expect(await recordUsageTotals(parsed.totals)).toEqual({ applied: 2, ignored: 0 });
  const run = await issueInvoices('2026-09', new Date('2026-11-02T06:00:00Z'));
  expect(run.failed).toEqual([expect.stringContaining(`${greedy} test: More than an invoice`)]);
  const ofGreedy = await listInvoices({ workspaceId: greedy, mode: 'test' }, { limit: 10 });
  const ofHonest = await listInvoices({ workspaceId: honest, mode: 'test' }, { limit: 10 });
  expect([ofGreedy.data, ofHonest.data]).toMatchObject([[], [{ total: 200 }]]);
});

it('twin: an amount that passes the sum would stop the feed of all', () => {
  const cents = lineAmount('9'.repeat(25), '0.004', 'USD');
  expect(() => sumLines([{ amount: cents }])).toThrow(RangeError);
  expect(invoiceSchema.shape.total.safeParse(Number(cents)).success).toBe(false);
});
