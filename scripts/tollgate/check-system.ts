import { existsSync } from 'node:fs';
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  closeBillingConnection,
  describeBillingConnection,
  readBillingClockAhead,
} from '@/lib/billing/billing-connection';
import { describeClockSkew } from '@/lib/clock-skew';
import { checkDatabaseHealth } from '@/lib/database-health.repository';
import { type Env, getEnv } from '@/lib/env';
import { checkDatabase } from './check-database';

/** How one process is, as seen from outside. `detail` is for people and scripts alike. */
export type ProcessStatus = {
  process: string;
  ok: boolean;
  detail: Record<string, string | number>;
};

type Detail = ProcessStatus['detail'];

const TIMEOUT_MS = 3_000;
const WORKLOADS = ['web', 'billing'];

/** Asks every process of the system, all at the same time. */
export async function checkSystem(): Promise<ProcessStatus[]> {
  const env = getEnv();
  const checks: [string, () => Promise<Detail>][] = [
    ['web', () => checkWeb(env)],
    ['billing', () => checkBilling(env)],
    ['database', () => checkDatabase(env)],
    ['workload-ca', () => checkCertificates(env)],
  ];
  const [github, google] = env.IDENTITY_PROVIDER_PORTS;
  const [slack, drive] = env.INTEGRATIONS_PORTS;
  const standIns: typeof checks = [
    [
      'identity-provider',
      () =>
        checkUrl(
          `http://localhost:${github}/`,
          `http://localhost:${google}/`,
          `http://localhost:${env.CI_ISSUER_PORT}/`,
        ),
    ],
    ['integrations', () => checkUrl(`http://localhost:${slack}/`, `http://localhost:${drive}/`)],
  ];
  const all = env.DEPLOYMENT === 'local' ? [...checks, ...standIns] : checks;
  return Promise.all(all.map(([process, check]) => toStatus(process, check)));
}

async function toStatus(process: string, check: () => Promise<Detail>): Promise<ProcessStatus> {
  try {
    return { process, ok: true, detail: await check() };
  } catch (error) {
    return { process, ok: false, detail: { reason: explain(error) } };
  }
}

async function checkWeb({ APP_URL, HTTPS_PORT, PORT }: Env): Promise<Detail> {
  // This process does not know the certificate of the https port; the http port answers it, too.
  const url = `${HTTPS_PORT === undefined ? APP_URL : `http://localhost:${PORT}`}/healthz`;
  const detail = await checkUrl(url);
  const { headers } = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  const aheadMs = Date.parse(headers.get('date') ?? '') + 500 - Date.now();
  return { ...detail, ...(await clockDetail(aheadMs)) };
}

/** What to say of a clock that is this far ahead of ours, measured against the database's. */
async function clockDetail(aheadMs: number | undefined): Promise<Detail> {
  const health = await checkDatabaseHealth().catch(() => undefined);
  if (!health || aheadMs === undefined) return {};
  const skew = describeClockSkew(health.clockAheadMs + aheadMs);
  return skew ? { clock: skew } : {};
}

/** Anything but silence or a failure of the server itself shows that a process serves. */
async function checkUrl(...urls: string[]): Promise<Detail> {
  for (const url of urls) {
    const answer = await fetch(url, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'manual',
    });
    if (answer.status >= 500) throw new Error(`${url} answers ${answer.status}`);
  }
  return { url: urls.map((url) => new URL(url).origin).join(' ') };
}

async function checkBilling({ BILLING_URL }: Env): Promise<Detail> {
  try {
    const view = await describeBillingConnection();
    const clock = await clockDetail(await readBillingClockAhead());
    if (!view) return { url: BILLING_URL, protocol: 'mesh', ...clock };
    return {
      url: BILLING_URL,
      protocol: view.protocol,
      cipher: view.cipher,
      key_exchange: view.group,
      spiffe_id: view.remote.spiffeId ?? '',
      certificate_expires_at: view.remote.notAfter.toISOString(),
      next_rotation_at: view.nextRotation.toISOString(),
      ...clock,
    };
  } finally {
    await closeBillingConnection();
  }
}

/** The certificates on disk: an issuer that stopped shows by certificates that grow old. */
async function checkCertificates({ WORKLOAD_DIR }: Env): Promise<Detail> {
  const detail: Detail = {};
  for (const name of WORKLOADS) {
    const folder = path.join(WORKLOAD_DIR, name);
    const snapshot = existsSync(path.join(folder, '..data')) ? path.join(folder, '..data') : folder;
    const leaf = new X509Certificate(await readFile(path.join(snapshot, 'svid.pem')));
    const [from, until] = [Date.parse(leaf.validFrom), Date.parse(leaf.validTo)];
    if (Date.now() > until) throw new Error(`The certificate of ${name} has expired`);
    detail[`${name}_age_seconds`] = Math.round((Date.now() - from) / 1000);
    detail[`${name}_expires_in_seconds`] = Math.round((until - Date.now()) / 1000);
  }
  return detail;
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause : error;
  return cause.message || ('code' in cause ? String(cause.code) : cause.name);
}
