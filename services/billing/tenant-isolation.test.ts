import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CapturedLog } from '@/e2e/mtls/support/captured-log';
import { MemoryIdentitySource } from '@/e2e/mtls/support/memory-identity-source';
import { TestTrust } from '@/e2e/mtls/support/test-trust';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { createMtlsClient, type PeerClient } from '@/lib/auth/mtls/client/create-mtls-client';
import { createMtlsServer } from '@/lib/auth/mtls/server/create-mtls-server';
import { ACTOR_HEADER } from '@/lib/billing/wire';
import { newId, toPublicId } from '@/lib/public-id';
import { recordTrace } from '@/lib/trace/record-trace';
import { TRACE_STEPS_HEADER } from '@/lib/trace/remote-steps';
import type { Step } from '@/lib/trace/step';
import { traceHeaders } from '@/lib/trace/trace-step';
import { findOrCreateAccount } from './account.repository';
import { billingDatabase, closeBillingDatabase } from './database';
import { handleBillingRequest } from './handle-billing-request';
import { issueInvoice } from './issue-invoice';
import { setPlan, upsertPlan } from './plan.repository';
import { PLANS } from './plan-catalog';
import { OPERATIONS } from './routes';

/** A50: the right workload with the wrong tenant; and A43 at each operation of the real service. */

provideTestDatabase();

const ADA = newId();
const MALLORY = newId();
const ACTOR = { user_id: newId(), credential: 'api-key', credential_id: 'test0001' };
const stops: (() => Promise<void> | void)[] = [];
let trust: TestTrust;
let origin: string;
let invoice: string;
let web: PeerClient;
let captured: CapturedLog;

async function clientOf(name: string): Promise<PeerClient> {
  const client = createMtlsClient({
    source: new MemoryIdentitySource(await trust.identity(name)),
    log: new CapturedLog().log,
    origin,
    expectedId: 'spiffe://test.example/billing',
  });
  stops.unshift(() => client.close());
  return client;
}

beforeAll(async () => {
  trust = await TestTrust.create();
  captured = new CapturedLog();
  const { log } = captured;
  const server = createMtlsServer({
    source: new MemoryIdentitySource(await trust.identity('billing')),
    log,
    handle: (peer, request, response) => void handleBillingRequest(log, peer, request, response),
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const address = server.address();
  origin = `https://localhost:${address && typeof address === 'object' ? address.port : 0}`;
  for (const plan of PLANS) await upsertPlan(plan);
  const account = await findOrCreateAccount({ workspaceId: ADA, mode: 'test' });
  await setPlan(account.id, 'pro');
  const pro = await findOrCreateAccount({ workspaceId: ADA, mode: 'test' });
  invoice = toPublicId('inv', (await issueInvoice(pro, '2026-01')) ?? '');
  web = await clientOf('web');
  stops.push(() => void server.close(), closeBillingDatabase);
});

afterAll(async () => {
  for (const stop of stops) await stop();
});

const path = (workspace: string, rest: string, mode = 'test') =>
  `/v1/workspaces/${workspace}/${mode}/${rest}`;
const headers = { [ACTOR_HEADER]: JSON.stringify(ACTOR), 'tollgate-request-id': 'req_same' };
const get = async (target: string) => {
  const { status, body } = await web.call({ method: 'GET', path: target, headers });
  return { status, body };
};

describe('A50 confused deputy', () => {
  it('the owner of the invoice gets it', async () => {
    expect(await get(path(ADA, `invoices/${invoice}`))).toMatchObject({ status: 200 });
  });

  it.each([
    ['another tenant', () => path(MALLORY, `invoices/${invoice}`)],
    ['another mode', () => path(ADA, `invoices/${invoice}`, 'live')],
    ['an id that no one has', () => path(ADA, `invoices/${toPublicId('inv', newId())}`)],
    ['an id that no one could have', () => path(ADA, 'invoices/inv_x')],
  ])('%s gets the same 404, byte for byte', async (_what, target) => {
    const missing = await get(path(MALLORY, `invoices/${toPublicId('inv', newId())}`));
    const answer = await get(target());
    expect(answer).toEqual(missing);
    expect(answer.status).toBe(404);
    expect(answer.body).toContain('/problems/not-found');
  });

  it('another tenant cannot pay it, and nothing is booked', async () => {
    const body = { payment_method: 'pm_test_ok', idempotency_key: 'theft' };
    const answer = await web.call({
      method: 'POST',
      path: path(MALLORY, `invoices/${invoice}/pay`),
      headers,
      body,
    });
    expect(answer.status).toBe(404);
    expect(await billingDatabase().payment.count()).toBe(0);
  });

  it('the list of another tenant does not hold it', async () => {
    const answer = await get(path(MALLORY, 'invoices?limit=100'));
    expect(JSON.parse(answer.body)).toEqual({ data: [], next_cursor: null });
  });

  it('a query without the tenant would give it away', async () => {
    const anyone = await billingDatabase().invoice.findMany();
    expect(anyone.map(({ id }) => toPublicId('inv', id))).toContain(invoice);
  });

  it('a call that says not for whom is refused', async () => {
    const answer = await web.call({ method: 'GET', path: path(ADA, `invoices/${invoice}`) });
    expect(answer.status).toBe(400);
    expect(answer.body).toContain('/problems/malformed-request');
  });
});

describe('A43 at each operation', () => {
  it.each(OPERATIONS.map(({ name, method, path }) => ({ name, method, path })))(
    'a stranger of the trust domain may not $name',
    async ({ method, path: pattern }) => {
      const stranger = await clientOf('stranger');
      const target = pattern
        .replace('{workspace}', ADA)
        .replace('{mode}', 'test')
        .replace('{invoice}', invoice)
        .replace('{payment}', toPublicId('pay', newId()));
      const body = method === 'GET' ? undefined : {};
      const answer = await stranger.call({ method, path: target, headers, body });
      expect(answer.status).toBe(403);
      expect(answer.body).toContain('/problems/peer-not-authorized');
      expect(captured.lines.at(-1)).toMatchObject({
        peer: 'spiffe://test.example/stranger',
        serial: expect.stringMatching(/^[0-9A-F]+$/),
        reason: 'peer-not-authorized',
      });
    },
  );
});

async function recordOk<T>(run: () => Promise<T>) {
  const recording = await recordTrace('test', run);
  if (!recording.ok) throw recording.error;
  return recording;
}

describe('a watched call', () => {
  it('sends home what billing asked, in order', async () => {
    const { result } = await recordOk(async () => {
      const watched = { ...headers, ...traceHeaders() };
      return web.call({ method: 'GET', path: path(ADA, 'account'), headers: watched });
    });
    const header = String(result.headers[TRACE_STEPS_HEADER]);
    const steps: Step[] = JSON.parse(Buffer.from(header, 'base64url').toString('utf8'));
    expect(steps.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['mtls.authenticate', 'passed'],
      ['mtls.authorize', 'passed'],
      ['billing.run', 'passed'],
    ]);
    expect(steps[0]?.detail).toBe('spiffe://test.example/web');
  });

  it('that nobody watches sends nothing', async () => {
    const answer = await web.call({ method: 'GET', path: '/v1/health', headers });
    expect(answer.headers[TRACE_STEPS_HEADER]).toBeUndefined();
  });
});

describe('wrong calls', () => {
  it.each([
    ['GET', '/v1/nothing', undefined, 404],
    ['GET', '//', undefined, 400],
    ['GET', '//[', undefined, 400],
    ['GET', '/v1/usage-totals', undefined, 405],
    ['GET', path(ADA, 'invoices?limit=0'), undefined, 422],
    ['GET', path(ADA, 'invoices?cursor=x'), undefined, 422],
    ['GET', path('not-a-uuid', 'invoices'), undefined, 422],
    ['GET', path(ADA, 'invoices', 'prod'), undefined, 422],
    ['PUT', '/v1/usage-totals', { totals: [] }, 422],
    ['PUT', '/v1/usage-totals', { totals: 'x', more: 1 }, 422],
  ] as const)('%s %s is refused', async (method, target, body, status) => {
    expect(await web.call({ method, path: target, headers, body })).toMatchObject({ status });
  });
});
