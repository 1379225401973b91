import type { Command } from 'commander';
import { getEnv } from '@/lib/env';
import { activateNext } from '@/services/workload-ca/activate-next';
import { caDirectory } from '@/services/workload-ca/ca-folders';
import { CaStore } from '@/services/workload-ca/ca-store';
import { withLock } from '@/services/workload-ca/lock-store';
import { publishTrustNow } from '@/services/workload-ca/publish-trust-now';
import { requireLocal } from './cert-authority';
import { printResult } from './print-result';

async function rotate({ json }: { json?: boolean }): Promise<void> {
  requireLocal();
  const store = await CaStore.open(caDirectory());
  const { SPIFFE_TRUST_DOMAIN } = getEnv();
  const { serial } = await withLock(store.directory, async () => {
    const activated = await activateNext(store, SPIFFE_TRUST_DOMAIN, 'intermediate');
    await publishTrustNow(store, SPIFFE_TRUST_DOMAIN);
    return activated;
  });
  const text = `Authority ${serial} signs from now on; the one before stays trusted until it ends.`;
  printResult(json, { serial }, text);
}

/** `tollgate cert rotate-authority`: the next authority of the development CA signs from now on. */
export function registerCertRotateAuthority(cert: Command): void {
  cert
    .command('rotate-authority')
    .description('let the next authority of the development CA sign now; fails no call')
    .option('--json', 'print one JSON object')
    .action(rotate);
}
