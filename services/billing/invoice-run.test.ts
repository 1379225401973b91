import { expect, it } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { newId } from '@/lib/public-id';
import { issueInvoices } from './issue-invoice';
import { listInvoices } from './list-invoices';
import { upsertPlan } from './plan.repository';
import { PLANS } from './plan-catalog';
import { recordUsageTotals } from './record-usage-totals';

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
  expect(await issueInvoices('2026-10', now)).toEqual({ issued: 1, existing: 0 });
  expect(await issueInvoices('2026-10', now)).toEqual({ issued: 0, existing: 1 });
  const { data } = await listInvoices({ workspaceId, mode: 'test' }, { limit: 10 });
  expect(data).toMatchObject([{ total: 200, lines: [{ quantity: '1000' }, { quantity: '500' }] }]);
});
