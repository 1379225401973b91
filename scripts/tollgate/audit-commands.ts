import type { Command } from 'commander';
import { verifyAuditChain } from '@/lib/audit/verify-audit-chain';
import { printResult } from './print-result';

async function verify({ json }: { json?: boolean }): Promise<void> {
  const { events, heads, broken } = await verifyAuditChain();
  const intact = broken.length === 0;
  const lines = intact
    ? heads.map(({ workspaceId, hash, events: count }) => `${workspaceId}  ${count} rows  ${hash}`)
    : broken.map(
        ({ workspaceId, sequence, reason }) => `${workspaceId}  row ${sequence}: ${reason}`,
      );
  const verdict = intact ? `Intact: ${events} rows.` : 'BROKEN. First row of each broken chain:';
  printResult(json, { intact, events, heads, broken }, [verdict, ...lines].join('\n'));
  if (!intact) process.exitCode = 1;
}

/** Adds `tollgate audit verify`. */
export function registerAuditCommands(program: Command): void {
  program
    .command('audit')
    .description('the audit log')
    .command('verify')
    .description('recompute the hash chains; names the row that does not fit')
    .option('--json', 'print one JSON object')
    .action(verify);
}
