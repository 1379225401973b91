import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { spiffeId, TestTrust, TRUST_DOMAIN } from '../mtls/support/test-trust';
import { freePort } from './test-server';

/** What web and billing need to know of each other. `WORKLOAD_DIR` is a folder to remove at the end. */
export type BillingSetting = {
  WORKLOAD_DIR: string;
  SPIFFE_TRUST_DOMAIN: string;
  BILLING_PORT: string;
  BILLING_URL: string;
};

/** Issues certificates to web and billing, as files, and chooses billing's port. */
export async function prepareBilling(): Promise<BillingSetting> {
  const trust = await TestTrust.create();
  const folder = await mkdtemp(path.join(tmpdir(), 'tollgate-billing-'));
  for (const name of ['web', 'billing']) {
    const names = [{ type: 'url' as const, value: spiffeId(name) }];
    const { cert, key } = await trust.credential(name, {
      names: name === 'billing' ? [...names, { type: 'dns', value: 'localhost' }] : names,
    });
    const files = { svid: cert, svid_key: key, bundle: trust.root.certPem };
    await mkdir(path.join(folder, name));
    for (const [file, text] of Object.entries(files)) {
      await writeFile(path.join(folder, name, `${file}.pem`), text);
    }
    await writeFile(path.join(folder, name, 'crl.pem'), await trust.crls());
  }
  const port = await freePort();
  return {
    WORKLOAD_DIR: folder,
    SPIFFE_TRUST_DOMAIN: TRUST_DOMAIN,
    BILLING_PORT: String(port),
    BILLING_URL: `https://localhost:${port}`,
  };
}

export type SpawnedBilling = { kill: () => Promise<void> };

/** Starts the billing service as a process of its own and waits until it serves. */
export async function spawnBilling(setting: BillingSetting): Promise<SpawnedBilling> {
  const child = fork('scripts/run.mjs', ['services/billing/main.ts'], {
    env: { ...process.env, ...setting },
  });
  const [message] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => [{ failed: 'it ended' }]),
  ])) as [{ ready?: boolean; failed?: string }];
  if (!message.ready) throw new Error(`Billing does not start: ${message.failed}`);
  return {
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
