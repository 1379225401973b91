import type { Command } from 'commander';
import { registerKeyCreate } from './key-create';
import { registerKeyList } from './key-list';
import { registerKeyRevoke } from './key-revoke';
import { registerKeyRoll } from './key-roll';

/** Adds `tollgate key create|list|roll|revoke`. */
export function registerKeyCommands(program: Command): void {
  const key = program.command('key').description('API keys');
  registerKeyCreate(key);
  registerKeyList(key);
  registerKeyRoll(key);
  registerKeyRevoke(key);
}
