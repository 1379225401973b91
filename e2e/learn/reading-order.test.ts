import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CapturedLog } from '@/e2e/mtls/support/captured-log';
import { TestTrust } from '@/e2e/mtls/support/test-trust';
import { provideTestDatabase, TEST_ENV } from '@/e2e/support/test-database';
import { openFrontDoor } from '@/e2e/support/open-front-door';
import { createPerson } from '@/e2e/support/test-workspace';
import {
  type Execution,
  missedBy,
  readingOrder,
  traceExecution,
  wasOnPath,
} from '@/e2e/support/trace-execution';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import type { Principal } from '@/lib/auth/principal';
import { ALL_SCOPES } from '@/lib/auth/scope';

/**
 * What the guides name is what a request runs through. A real call is traced, with billing behind it,
 * and so are the other acts that the style READMEs describe; nothing here is a list of files.
 */

provideTestDatabase();

/** Everything that the processes load is loaded here first. */
const LIMIT_MS = 240_000;

let folder: string;
let ada: Principal;
let key: string;
let call: Execution;
let acts: Execution;

async function writeIdentity(trust: TestTrust, name: string): Promise<string> {
  const directory = path.join(folder, 'workload', name);
  const { cert, key: privateKey } = await trust.credential(name);
  await mkdir(directory, { recursive: true });
  for (const [file, text] of Object.entries({
    'svid.pem': cert,
    'svid_key.pem': privateKey,
    'bundle.pem': trust.root.certPem,
    'crl.pem': await trust.crls(),
  })) {
    await writeFile(path.join(directory, file), text);
  }
  return directory;
}

/** Billing as `services/billing/main.ts` starts it, on a free port. */
async function startBilling(directory: string): Promise<() => Promise<void>> {
  const { createMtlsServer } = await import('@/lib/auth/mtls/server/create-mtls-server');
  const { openFileIdentitySource } = await import('@/lib/auth/mtls/identity/file-identity-source');
  const { handleBillingRequest } = await import('@/services/billing/handle-billing-request');
  const { closeBillingDatabase } = await import('@/services/billing/database');
  const { getEnv } = await import('@/lib/env');
  const { log } = new CapturedLog();
  const source = await openFileIdentitySource({ directory, log });
  const server = createMtlsServer({
    source,
    log,
    handle: (peer, request, response) => void handleBillingRequest(log, peer, request, response),
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const address = server.address();
  const port = address && typeof address === 'object' ? address.port : 0;
  Object.assign(getEnv(), { BILLING_URL: `https://localhost:${port}` });
  return async () => {
    server.close();
    source.close();
    await closeBillingDatabase();
  };
}

async function callOnce(): Promise<void> {
  const stopBilling = await startBilling(path.join(folder, 'workload', 'billing'));
  const web = await openFrontDoor({});
  const response = await fetch(`${web.url}/api/v1/invoices`, { headers: { 'x-api-key': key } });
  expect(response.status).toBe(200);
  const { closeBillingConnection } = await import('@/lib/billing/billing-connection');
  await closeBillingConnection();
  web.close();
  await stopBilling();
}

/** Everything else that the API key's README tells of: made, narrowed, rolled, revoked, lost. */
async function otherActs(): Promise<void> {
  const { narrowApiKey } = await import('@/lib/auth/api-key/narrow-api-key');
  const { revokeApiKey } = await import('@/lib/auth/api-key/revoke-api-key');
  const { rollApiKey } = await import('@/lib/auth/api-key/roll-api-key');
  const { rotatePeppers } = await import('@/lib/auth/api-key/rotate-peppers');
  const { receiveGithubReport } = await import('@/lib/auth/api-key/leak/receive-github-report');
  const { reportLeakedKey } = await import('@/lib/auth/api-key/leak/report-leaked-key');
  const { scanText } = await import('@/lib/auth/api-key/leak/scan-text');
  const options = { name: 'k', mode: 'test' as const, scopes: ALL_SCOPES };
  const made = await issueApiKey(ada, options);
  await narrowApiKey(ada, made.view.id, ['usage:read']);
  const rolled = await rollApiKey(ada, made.view.id);
  await revokeApiKey(ada, made.view.id);
  await rotatePeppers();
  expect(scanText(rolled.key)).toHaveLength(1);
  const context = { address: '192.0.2.1', requestId: 'r', userAgent: null };
  await reportLeakedKey(rolled.key, 'a test', context);
  await expect(receiveGithubReport(Buffer.from('[]'), 'k1', 'AA==')).rejects.toThrow();
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tollgate-reading-order-'));
  Object.assign(process.env, {
    DATA_DIR: folder,
    SPIFFE_TRUST_DOMAIN: 'test.example',
    GITHUB_SECRET_SCANNING_KEYS_URL: 'http://127.0.0.1:9/',
  });
  const line = `API_KEY_PEPPERS=${TEST_ENV.API_KEY_PEPPERS}\n`;
  await writeFile(path.join(folder, 'local.env'), line);
  const trust = await TestTrust.create();
  for (const name of ['web', 'billing']) await writeIdentity(trust, name);
  ada = await createPerson();
  ({ key } = await issueApiKey(ada, { name: 'k', mode: 'test', scopes: ALL_SCOPES }));
  // Loaded before it is traced, so that only the call is.
  await callOnce();
  call = await traceExecution(callOnce);
  acts = await traceExecution(otherActs);
}, LIMIT_MS);
afterAll(() => rm(folder, { recursive: true, force: true }));

const TOUR = 'docs/tour.md';
const API_KEY = 'lib/auth/api-key/README.md';
const MTLS = 'lib/auth/mtls/README.md';

describe('the tour', () => {
  test.each([/^## 1\./, /^## 3\./])('walk %s names what the call runs through', (heading) => {
    const links = readingOrder(TOUR, heading);
    expect(links.length).toBeGreaterThan(8);
    expect(missedBy(call, links)).toEqual([]);
  });
});

describe('README.md', () => {
  const rows = readingOrder('README.md', /^## Where to read first/);

  test('names the two files in which every style ends', () => {
    expect(rows.map(({ file }) => file)).toContain('lib/auth/principal.ts');
    expect(
      missedBy(
        call,
        rows.filter(({ file }) => !file.includes('/oauth/')),
      ),
    ).toEqual([]);
  });
});

describe('the README of a style', () => {
  const both = () =>
    new Map([...call].concat([...acts].filter(([file]) => !wasOnPath(call, file))));

  test('API key: the checks of a call are on its path', () => {
    const links = readingOrder(API_KEY, /^## Read in this order/);
    expect(links.length).toBeGreaterThan(10);
    expect(missedBy(both(), links)).toEqual([]);
    const checks = links.filter(({ file }) => file.endsWith('authenticate-api-key.ts'));
    expect(checks).toHaveLength(1);
    expect(missedBy(call, checks)).toEqual([]);
  });

  test('mTLS: both ends of the call, but for the mesh, which replaces them', () => {
    const links = readingOrder(MTLS, /^## Read in this order/);
    expect(links.length).toBeGreaterThan(10);
    expect(missedBy(call, links)).toEqual(['lib/auth/mtls/mesh.ts']);
  });
});

test('without the call: a file that only tests use is named', () => {
  const link = { text: 'createTestDatabase', file: 'e2e/support/test-database.ts' };
  expect(missedBy(call, [link])).toEqual([link.file]);
});
