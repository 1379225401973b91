import type { Command } from 'commander';
import { revokeApiKey } from '@/lib/auth/api-key/revoke-api-key';
import { describeKey } from './describe-key';
import { operatorForKey } from './key-owner.repository';
import { printResult } from './print-result';

async function revoke(id: string, options: { reason: string; json?: boolean }): Promise<void> {
  const view = await revokeApiKey(await operatorForKey(id), id, options.reason);
  printResult(
    options.json,
    describeKey(view),
    `Revoked ${view.masked}. No process takes it any more.`,
  );
}

/** `tollgate key revoke <id>`: ends a key in every process at once. */
export function registerKeyRevoke(key: Command): void {
  key
    .command('revoke')
    .description('end a key, in every process at once')
    .argument('<id>', 'the 8 characters after tg_…_')
    .option('--reason <text>', 'what its owner reads', 'revoked by an operator')
    .option('--json', 'print one JSON object')
    .action(revoke);
}
