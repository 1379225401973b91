import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { type SpawnedWeb, spawnWeb } from '@/e2e/support/spawn-web';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { freePort } from '@/e2e/support/test-server';
import { createPerson } from '@/e2e/support/test-workspace';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';

provideTestDatabase();

let web: SpawnedWeb;
let port: number;
let key: string;
let billingKey: string;

const scrape = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();

beforeAll(async () => {
  const ada = await createPerson();
  const input = { name: 'k', scopes: ['usage:read' as const], mode: 'test' as const };
  ({ key } = await issueApiKey({ ...ada, credential: 'operator' }, { ...input, rateLimit: 3 }));
  const other = { name: 'b', scopes: ['invoices:read' as const], mode: 'test' as const };
  ({ key: billingKey } = await issueApiKey(ada, other));
  port = await freePort();
  web = await spawnWeb({ METRICS_PORT: String(port) });
  await vi.waitUntil(async () => /^tollgate_api_key_cache_trusted 1$/m.test(await scrape()), {
    timeout: 30_000,
  });
  for (let turn = 0; turn < 4; turn += 1) {
    await fetch(`${web.url}/api/v1/me`, { headers: { 'x-api-key': key } });
  }
  await fetch(`${web.url}/made-up/${'x'.repeat(20)}`);
}, 120_000);
afterAll(() => web.stop());

describe('the metrics', () => {
  test('count answers by part, route and status, keys and refusals', async () => {
    const text = await scrape();
    const route = 'part="api",route="/api/v1/me",method="GET"';
    expect(text).toContain(`tollgate_http_requests_total{${route},status="200"} 3`);
    expect(text).toContain(`tollgate_http_requests_total{${route},status="429"} 1`);
    expect(text).toContain('tollgate_rate_limit_refusals_total{policy="credential"} 1');
    expect(text).toContain('tollgate_api_key_lookups_total{source="database"} 1');
    expect(text).toContain('tollgate_api_key_lookups_total{source="cache"} 3');
    expect(text).toMatch(/tollgate_webhook_backlog 0/);
    expect(text).toMatch(/tollgate_outbox_unsent_totals 0/);
  });

  test('hold no path that someone made up, and no credential', async () => {
    const text = await scrape();
    expect(text).not.toContain('made-up');
    expect(text).not.toContain(key.slice(0, 16));
  });

  test('are not on the port that the public reaches', async () => {
    expect((await fetch(`${web.url}/metrics`)).status).toBe(404);
  });

  test('come with liveness and readiness', async () => {
    for (const path of ['healthz', 'readyz']) {
      expect((await fetch(`http://127.0.0.1:${port}/${path}`)).status).toBe(200);
    }
  });
});

test('spans go to the collector that is named, without the key, and a log line has their id', async () => {
  const received: string[] = [];
  const collector = createServer((request, response) => {
    request
      .setEncoding('utf8')
      .on('data', (text: string) => received.push(`${request.url} ${text}`));
    request.on('end', () => response.end('{}'));
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const { port: at } = collector.address() as AddressInfo;
  const traced = await spawnWeb({
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${at}`,
    BILLING_URL: 'https://localhost:1',
  });
  await fetch(`${traced.url}/api/v1/invoices`, { headers: { 'x-api-key': billingKey } });
  expect(await traced.stop()).toBe(0);
  collector.close();
  const text = received.join();
  expect(text).toContain('/v1/traces');
  expect(text).toContain('GET /api/v1/invoices');
  expect(text).not.toContain(billingKey.slice(16));
  const line = traced
    .output()
    .split('\n')
    .find((one) => one.includes('dependency-unavailable') && one.includes('"request_id":"req_'));
  const traceId = /"trace_id":"([0-9a-f]{32})"/.exec(line ?? '')?.[1] ?? 'none';
  expect(text).toContain(`"traceId":"${traceId}"`);
}, 120_000);

describe('dashboard and alert rules', () => {
  const expressions = () => {
    const dashboard: { panels: { targets: { expr: string }[] }[] } = JSON.parse(
      readFileSync('deploy/grafana/dashboard.json', 'utf8'),
    );
    const rules: { groups: { rules: { expr: string }[] }[] } = parse(
      readFileSync('deploy/prometheus/alerts.yaml', 'utf8'),
    );
    return [
      ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
      ...rules.groups.flatMap((group) => group.rules.map(({ expr }) => expr)),
    ];
  };

  test('ask for metrics that are there, by labels that they have', async () => {
    const text = await scrape();
    const known = new Set([...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name));
    const asked = expressions().flatMap(
      (expr) => expr.match(/\b(?:tollgate|process|nodejs)_\w+/g) ?? [],
    );
    expect(asked.length).toBeGreaterThan(20);
    const missing = asked.filter((name) => !known.has(name.replace(/_bucket$/, '')));
    expect([...new Set(missing)]).toEqual([]);
  });
});
