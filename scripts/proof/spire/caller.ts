import { appendFileSync } from 'node:fs';
import process from 'node:process';
import { workloadId } from '@/lib/auth/mtls/certificate/spiffe-id';
import { createMtlsClient } from '@/lib/auth/mtls/client/create-mtls-client';
import { openIdentitySource } from '@/lib/auth/mtls/identity/open-identity-source';
import { getEnv } from '@/lib/env';
import { createLog } from '@/lib/log';
import type { CallEvent } from './call-record';

/**
 * Web's side as a process that SPIRE can attest: the product's own identity source and client, as
 * its environment says. Calls billing at a steady rate, each call once, until SIGTERM.
 * Arguments: calls a second, the file to record in.
 */
const [rate = '0', file = ''] = process.argv.slice(2);
const TICK_MS = 20;
const MAX_UNDER_WAY = 256;
const START_TIMEOUT_MS = 20_000;

const record = (event: CallEvent) => appendFileSync(file, `${JSON.stringify(event)}\n`);
const env = getEnv();
const log = createLog('web');
const source = await openIdentitySource({
  env,
  workload: 'web',
  log,
  startTimeoutMs: START_TIMEOUT_MS,
}).catch((error: unknown) => {
  record({ kind: 'no-identity', at: Date.now(), reason: describe(error) });
  process.exit(1);
});
const client = createMtlsClient({
  source,
  log,
  origin: env.BILLING_URL,
  expectedId: workloadId(env.SPIFFE_TRUST_DOMAIN, 'billing', env.SPIFFE_PATH),
});

const recordIdentity = () => {
  const { id, bundle, chain } = source.current();
  const [{ issuer, notBefore, notAfter }] = chain;
  const lifetimeMs = notAfter.getTime() - notBefore.getTime();
  const authorities = bundle.length;
  record({ kind: 'identity', at: Date.now(), id: id.id, issuer, authorities, lifetimeMs });
};
recordIdentity();
source.onChange(recordIdentity);

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause ? `${error.message}: ${describe(error.cause)}` : error.message;
}

let started = 0;
let underWay = 0;
let answered = 0;

async function call(): Promise<void> {
  underWay += 1;
  try {
    const request = { method: 'GET', path: '/v1/health', idempotent: false } as const;
    const { status, body } = await client.call(request);
    if (status !== 200) throw new Error(`${status} ${body}`);
    answered += 1;
  } catch (error) {
    const hadIdentity = source.current().chain[0].notAfter > new Date();
    record({ kind: 'failure', at: Date.now(), hadIdentity, reason: describe(error) });
  } finally {
    underWay -= 1;
  }
}

const begin = performance.now();
const pace = setInterval(() => {
  const due = ((performance.now() - begin) / 1_000) * Number(rate);
  while (started < due && underWay < MAX_UNDER_WAY) {
    started += 1;
    void call();
  }
}, TICK_MS);
const tally = setInterval(() => {
  record({ kind: 'answered', at: Date.now(), calls: answered });
  answered = 0;
}, 1_000);

process.once('SIGTERM', () => {
  clearInterval(pace);
  clearInterval(tally);
  record({ kind: 'answered', at: Date.now(), calls: answered });
  process.exit(0);
});
