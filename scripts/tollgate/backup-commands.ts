import type { Command } from 'commander';
import { schemaOf } from '@/lib/database-url';
import { getEnv } from '@/lib/env';
import { type Source, backUp, restore } from './backup';
import { printResult } from './print-result';

type Options = { json?: boolean };

function sources(): Source[] {
  const { DATABASE_URL, BILLING_DATABASE_URL } = getEnv();
  return [
    { url: DATABASE_URL, schema: schemaOf(DATABASE_URL) ?? 'public' },
    { url: BILLING_DATABASE_URL, schema: 'billing' },
  ];
}

async function runBackUp(file: string, { json }: Options): Promise<void> {
  const rows = await backUp(sources(), file);
  const advice =
    'Keep API_KEY_PEPPERS and ENCRYPTION_KEYS elsewhere: without them it opens nothing.';
  printResult(json, { file, rows }, `${rows} rows in ${file}. ${advice}`);
}

async function runRestore(file: string, { json }: Options): Promise<void> {
  const rows = await restore(sources(), file);
  printResult(json, { file, rows }, `${rows} rows restored. Now run: tollgate audit verify`);
}

/** Adds `tollgate backup` and `tollgate restore`. */
export function registerBackupCommands(program: Command): void {
  const add = (name: string, description: string) =>
    program
      .command(name)
      .description(description)
      .argument('<file>')
      .option('--json', 'print one JSON object');
  add('backup', 'write both databases into one file').action(runBackUp);
  add('restore', 'put such a file into a new, migrated, empty database').action(runRestore);
}
