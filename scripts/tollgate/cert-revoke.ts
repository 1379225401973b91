import type { Command } from 'commander';
import { getEnv } from '@/lib/env';
import { caDirectory } from '@/services/workload-ca/ca-folders';
import { CaStore } from '@/services/workload-ca/ca-store';
import { withLock } from '@/services/workload-ca/lock-store';
import { publishTrustNow } from '@/services/workload-ca/publish-trust-now';
import { revokeSvid } from '@/services/workload-ca/revoke-svid';
import { requireLocal } from './cert-authority';
import { printResult } from './print-result';

async function revoke(options: { serial: string; json?: boolean }): Promise<void> {
  requireLocal();
  const store = await CaStore.open(caDirectory());
  const record = await withLock(store.directory, async () => {
    const revoked = await revokeSvid(store, options.serial);
    await publishTrustNow(store, getEnv().SPIFFE_TRUST_DOMAIN);
    return revoked;
  });
  const { serial, at } = record;
  const text = `Revoked ${serial}. The new CRL is with every workload.`;
  printResult(options.json, { serial, revoked_at: at.toISOString() }, text);
}

/** `tollgate cert revoke`: puts a certificate on the CRL and hands the CRL to every workload. */
export function registerCertRevoke(cert: Command): void {
  cert
    .command('revoke')
    .description('revoke a certificate of the development CA')
    .requiredOption('--serial <hex>', 'as `cert list` shows it')
    .option('--json', 'print one JSON object')
    .action(revoke);
}
