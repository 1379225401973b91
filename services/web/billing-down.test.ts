import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  type BillingSetting,
  prepareBilling,
  type SpawnedBilling,
  spawnBilling,
} from '@/e2e/support/spawn-billing';
import { type SpawnedWeb, spawnWeb } from '@/e2e/support/spawn-web';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { freePort } from '@/e2e/support/test-server';
import { createPerson } from '@/e2e/support/test-workspace';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import type { Principal } from '@/lib/auth/principal';
import { dbPool } from '@/lib/db';
import { createMeter } from '@/lib/usage/create-meter';
import { type SendTotals, sendUsage } from '@/lib/usage/send-usage';
import { foldUsage, hasUnfoldedUsage } from '@/lib/usage/usage-fold.repository';
import { issueInvoices } from '@/services/billing/issue-invoice';
import { closeBillingDatabase } from '@/services/billing/database';
import { readTotals, recordUsageTotals } from '@/services/billing/usage-total.repository';
import { upsertPlan } from '@/services/billing/plan.repository';
import { PLANS } from '@/services/billing/plan-catalog';

/** Billing that is down costs delay and nothing else. Real processes, over mutual TLS. */

provideTestDatabase();

const LIMIT_MS = 180_000;
/** The pause between two tries has grown meanwhile. */
const DRAIN = { timeout: 90_000, interval: 250 };
const NEXT_TRY = { timeout: 30_000, interval: 250 };

let ada: Principal;
let setting: BillingSetting;
let web: SpawnedWeb;
let billing: SpawnedBilling | undefined;
let key: string;
let metrics: string;
let made = 0;

beforeAll(async () => {
  ada = await createPerson();
  const scopes = ['events:write' as const, 'usage:read' as const, 'invoices:read' as const];
  ({ key } = await issueApiKey(ada, { name: 'k', scopes, mode: 'test' }));
  await createMeter(ada, { key: 'api_calls', name: 'Calls', aggregation: 'sum' });
  setting = await prepareBilling();
  const port = await freePort();
  metrics = `http://127.0.0.1:${port}/metrics`;
  web = await spawnWeb({ ...setting, METRICS_PORT: String(port) });
}, LIMIT_MS);
afterAll(async () => {
  await web.stop();
  await billing?.kill();
  await closeBillingDatabase();
  await rm(setting.WORKLOAD_DIR, { recursive: true, force: true });
});

const call = (path: string, init: RequestInit = {}) =>
  fetch(`${web.url}/api/v1${path}`, {
    ...init,
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
  });

/** Events of 2026: 100.5 in each of the months. */
async function use(...months: string[]): Promise<void> {
  const events = months.map((month) => {
    made += 1;
    const time = `2026-${month}-10T10:00:00Z`;
    return { id: `e${made}`, meter: 'api_calls', quantity: '100.5', time };
  });
  const response = await call('/events', { method: 'POST', body: JSON.stringify({ events }) });
  expect(response.status).toBe(201);
}

async function gauge(name: string): Promise<number> {
  const text = await (await fetch(metrics)).text();
  return Number(new RegExp(`^tollgate_outbox_${name} (\\S+)$`, 'm').exec(text)?.[1]);
}

const tenant = () => ({ workspaceId: ada.workspaceId, mode: ada.mode });
const billed = async (month: string) =>
  (await readTotals(tenant(), `2026-${month}`)).get('api_calls');

test(
  'the backlog grows where everybody can see it, events are taken, invoices say 503',
  async () => {
    await use('01');
    await vi.waitUntil(async () => (await gauge('unsent_totals')) === 1, NEXT_TRY);
    await use('01', '02', '03');
    await vi.waitUntil(async () => (await gauge('unsent_totals')) === 3, NEXT_TRY);
    await vi.waitUntil(async () => (await gauge('oldest_seconds')) > 1, NEXT_TRY);

    const invoices = await call('/invoices');
    expect(invoices.status).toBe(503);
    expect(Number(invoices.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await invoices.json()).toMatchObject({
      type: 'https://tollgate.dev/problems/dependency-unavailable',
    });
    const usage = await call('/usage?meter=api_calls&from=2026-01-01&to=2026-02-01');
    expect(await usage.json()).toMatchObject({ total: 201 });
    expect(await billed('01')).toBeUndefined();
  },
  LIMIT_MS,
);

test(
  'it drains once billing is back, exactly, and billing killed in between changes nothing',
  async () => {
    billing = await spawnBilling(setting);
    await vi.waitUntil(async () => (await gauge('unsent_totals')) === 0, DRAIN);
    expect(await gauge('oldest_seconds')).toBe(0);
    expect([await billed('01'), await billed('02'), await billed('03')]).toEqual([
      '201',
      '100.5',
      '100.5',
    ]);
    expect((await call('/invoices')).status).toBe(200);

    await billing.kill();
    await use('02', '04');
    await vi.waitUntil(async () => (await gauge('unsent_totals')) === 2, NEXT_TRY);
    billing = await spawnBilling(setting);
    await vi.waitUntil(async () => (await gauge('unsent_totals')) === 0, DRAIN);
    expect([await billed('02'), await billed('04')]).toEqual(['201', '100.5']);
  },
  LIMIT_MS,
);

test('what was sent while billing came and went is invoiced once', async () => {
  for (const plan of PLANS) await upsertPlan(plan);
  const now = new Date('2026-05-01T00:00:00Z');
  for (const month of ['01', '02', '03', '04']) {
    expect(await issueInvoices(`2026-${month}`, now)).toMatchObject({ issued: 1, failed: [] });
    expect(await issueInvoices(`2026-${month}`, now)).toMatchObject({ issued: 0, existing: 1 });
  }
  const { data } = (await (await call('/invoices')).json()) as {
    data: { lines: { quantity: string }[] }[];
  };
  const quantities = data.map(({ lines }) => lines.map(({ quantity }) => quantity));
  expect(quantities).toEqual([['100.5'], ['100.5'], ['201'], ['201']]);
});

test('an answer that is lost again and again counts once; twin: sums in place of totals do not', async () => {
  await use('05');
  await web.stop();
  while (await hasUnfoldedUsage()) await foldUsage();
  let sums = 0;
  const losing: SendTotals = async (totals) => {
    await recordUsageTotals(totals);
    for (const { quantity } of totals) sums += Number(quantity);
    throw new Error('the answer is lost');
  };
  await dbPool().query('update usage_month set waiting_since = now(), sent_version = 0');
  for (let turn = 0; turn < 2; turn += 1) {
    await expect(sendUsage(losing)).rejects.toThrow('lost');
  }
  expect(await billed('05')).toBe('100.5');
  expect(sums).toBe(2 * (201 + 201 + 100.5 + 100.5 + 100.5));
});
