import type { Command } from 'commander';
import { listApiKeys } from '@/lib/auth/api-key/list-api-keys';
import { describeKey } from './describe-key';
import { operatorPrincipal } from './operator-principal';
import { printResult } from './print-result';

type Options = { user: string; workspace?: string; json?: boolean };

async function list({ user, workspace, json }: Options): Promise<void> {
  const principal = await operatorPrincipal(user, 'test', workspace);
  const keys = await listApiKeys(principal);
  const lines = keys.map((key) =>
    [
      key.masked,
      key.status.padEnd(7),
      `until ${key.expiresAt.toISOString().slice(0, 10)}`,
      key.name,
      key.scopes.join(','),
    ].join('  '),
  );
  const text = lines.length > 0 ? lines.join('\n') : 'No keys.';
  printResult(json, { keys: keys.map(describeKey) }, text);
}

/** `tollgate key list`: the keys of a workspace, both modes, without their secrets. */
export function registerKeyList(key: Command): void {
  key
    .command('list')
    .description('list the keys of a workspace')
    .option('--user <user>', 'whose workspace', 'ada')
    .option('--workspace <workspace>', 'id or name; the first that the user owns if left out')
    .option('--json', 'print one JSON object')
    .action(list);
}
