import { rm } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import pino from 'pino';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { prepareBilling, spawnBilling, type SpawnedBilling } from '@/e2e/support/spawn-billing';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { serveWorkloadApi } from '@/services/workload-ca/serve-workload-api';

/** Billing as a process, and web's connection to it, with WORKLOAD_IDENTITY=workload-api. */
provideTestDatabase();

const stops: (() => void)[] = [];
let billing: SpawnedBilling;
let folder: string;

beforeAll(async () => {
  const { WORKLOAD_DIR, ...setting } = await prepareBilling();
  folder = WORKLOAD_DIR;
  for (const name of ['web', 'billing']) {
    stops.push(await serveWorkloadApi(path.join(folder, name), pino({ level: 'silent' })));
  }
  const environment = {
    ...setting,
    // Nothing is there: only the socket can bring an identity.
    WORKLOAD_DIR: path.join(folder, 'none'),
    WORKLOAD_IDENTITY: 'workload-api',
    SPIFFE_ENDPOINT_SOCKET: `unix://${folder}/{name}/api.sock`,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  billing = await spawnBilling(environment);
});
afterAll(async () => {
  const { closeBillingConnection } = await import('@/lib/billing/billing-connection');
  await closeBillingConnection();
  await billing.kill();
  for (const stop of stops) stop();
  await rm(folder, { recursive: true });
});

test('web and billing find each other by the Workload API alone', async () => {
  expect(process.env.WORKLOAD_IDENTITY).toBe('workload-api');
  const { billingClient, describeBillingConnection } = await import(
    '@/lib/billing/billing-connection'
  );
  const client = await billingClient();
  const answer = await client.call({ method: 'GET', path: '/v1/health', headers: {} });
  expect(answer.status).toBe(200);
  const view = await describeBillingConnection();
  expect(view?.remote.spiffeId).toBe('spiffe://test.example/billing');
});
