import { execFileSync } from 'node:child_process';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { getEnv } from '@/lib/env';
import { startTestReceiver, type TestReceiver } from '../support/webhook-receiver';

const SCOPES = 'webhooks:read,webhooks:write,invoices:read,payments:write,keys:read,keys:write';
const EVENTS = ['invoice.paid', 'invoice.payment_failed', 'key.revoked'];

let key: string;
let receiver: TestReceiver;
let endpoint: { id: string; secret: string };

const eventually = <T>(check: () => T | Promise<T>) =>
  vi.waitFor(check, { timeout: 20_000, interval: 100 });

function tollgate(...args: string[]) {
  const command = ['scripts/run.mjs', 'scripts/tollgate/main.ts', ...args, '--json'];
  return JSON.parse(execFileSync(process.execPath, command, { encoding: 'utf8' }));
}

async function api(method: string, path: string, body?: unknown) {
  const response = await fetch(`${getEnv().APP_URL}/api/v1${path}`, {
    method,
    headers: { 'x-api-key': key, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : undefined };
}

const createKey = (...more: string[]): { key: string; id: string } =>
  tollgate('key', 'create', '--user', 'ada', '--mode', 'test', '--scopes', SCOPES, ...more);

/** The message of a type, verified by the standard's own library. */
async function receive(type: string, seen = (_data: { [name: string]: unknown }) => true) {
  return await eventually(() => {
    const events = receiver.received.map(({ body, headers }) => {
      return new Webhook(endpoint.secret).verify(body, headers) as {
        type: string;
        mode: string;
        data: { [name: string]: unknown };
      };
    });
    const event = events.find((one) => one.type === type && seen(one.data));
    expect(event, `${type} among ${events.map((one) => one.type)}`).toBeDefined();
    return event;
  });
}

beforeAll(async () => {
  key = createKey().key;
  receiver = await startTestReceiver();
  const created = await api('POST', '/webhook-endpoints', { url: receiver.url, events: EVENTS });
  expect(created.status).toBe(201);
  endpoint = created.body;
});

afterAll(async () => {
  await api('DELETE', `/webhook-endpoints/${endpoint?.id}`);
  receiver?.close();
});

describe('webhooks of the running system', () => {
  it('carry a test event, and the log shows it', async () => {
    const sent = await api('POST', `/webhook-endpoints/${endpoint.id}/test`);
    expect(sent.status).toBe(202);
    expect(await receive('webhook.test')).toMatchObject({ mode: 'test' });
    const path = `/webhook-endpoints/${endpoint.id}/deliveries`;
    await eventually(async () => {
      const { data } = (await api('GET', path)).body;
      const mine = data.find(({ id }: { id: string }) => id === sent.body.id);
      expect(mine).toMatchObject({ status: 'delivered', attempts: [{ status: 204 }] });
    });
  });

  it('tell of a key that was revoked', async () => {
    const { id } = createKey('--name', 'soon gone');
    expect((await api('POST', `/api-keys/${id}/revoke`)).status).toBe(200);
    const event = await receive('key.revoked', (data) => Object(data.key).id === id);
    expect(event?.data).toMatchObject({ key: { name: 'soon gone' } });
  });

  it('tell of a payment that billing declined, over mTLS and back', async () => {
    const invoices = (await api('GET', '/invoices')).body.data;
    const open = invoices.find(({ status }: { status: string }) => status === 'open');
    // Another run against this system has paid it.
    if (!open) return;
    const body = { payment_method: 'pm_test_declined' };
    expect((await api('POST', `/invoices/${open.id}/pay`, body)).status).toBe(402);
    const event = await receive('invoice.payment_failed');
    expect(event?.data).toMatchObject({ invoice: { id: open.id }, reason: 'payment-declined' });
  });

  it.each([
    'https://169.254.169.254/latest/meta-data/',
    'https://10.0.0.1/',
    'https://[::ffff:a00:1]/',
  ])('A53: do not go to %s', async (url) => {
    const refused = await api('POST', '/webhook-endpoints', { url, events: EVENTS });
    expect(refused.status).toBe(422);
    expect(refused.body.type).toMatch(/\/url-not-allowed$/);
    expect(refused.body.errors).toMatchObject([{ pointer: '/url' }]);
  });
});
