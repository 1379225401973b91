import type { Command } from 'commander';
import { caDirectory } from '@/services/workload-ca/ca-folders';
import { CaStore } from '@/services/workload-ca/ca-store';
import { requireLocal } from './cert-authority';
import { printResult } from './print-result';

type Row = { serial: string; spiffe_id: string; not_after: string; status: string };

async function list(options: { json?: boolean }): Promise<void> {
  requireLocal();
  const store = await CaStore.open(caDirectory());
  const revoked = new Set((await store.revoked()).map(({ serial }) => serial));
  const now = new Date();
  const rows: Row[] = (await store.issued())
    .sort((a, b) => a.notAfter.getTime() - b.notAfter.getTime())
    .map(({ serial, spiffeId, notAfter }) => ({
      serial,
      spiffe_id: spiffeId,
      not_after: notAfter.toISOString(),
      status: revoked.has(serial) ? 'revoked' : notAfter <= now ? 'expired' : 'valid',
    }));
  const lines = rows.map(
    (row) => `${row.serial}  ${row.status}  ${row.not_after}  ${row.spiffe_id}`,
  );
  printResult(
    options.json,
    { certificates: rows },
    lines.join('\n') || 'No certificate is issued.',
  );
}

/** `tollgate cert list`: what the development CA has issued and not yet forgotten. */
export function registerCertList(cert: Command): void {
  cert
    .command('list')
    .description('list the certificates of the development CA')
    .option('--json', 'print one JSON object')
    .action(list);
}
