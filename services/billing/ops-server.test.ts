import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { prepareBilling, spawnBilling, type SpawnedBilling } from '@/e2e/support/spawn-billing';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { freePort } from '@/e2e/support/test-server';

/** With the variables that `npm start` hands to both: web's port is taken by web. */
provideTestDatabase();

const web = createServer();
let billing: SpawnedBilling;
let folder: string;
let port: number;

beforeAll(async () => {
  const webPort = await freePort();
  await new Promise<void>((resolve) => web.listen(webPort, '127.0.0.1', resolve));
  port = await freePort();
  const setting = await prepareBilling();
  folder = setting.WORKLOAD_DIR;
  const metrics = { METRICS_PORT: String(webPort), BILLING_METRICS_PORT: String(port) };
  billing = await spawnBilling({ ...setting, ...metrics });
});
afterAll(async () => {
  await billing.kill();
  web.close();
  await rm(folder, { recursive: true });
});

test('billing serves its numbers and probes beside those of web', async () => {
  const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
  expect(await (await ask('/readyz')).json()).toEqual({ status: 'ready' });
  expect(await (await ask('/metrics')).text()).toContain('process_cpu_seconds_total');
});
