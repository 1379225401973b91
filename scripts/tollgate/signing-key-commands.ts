import type { Command } from 'commander';
import {
  listSigningKeys,
  rotateSigningKey,
} from '@/lib/auth/oauth/authorization-server/signing-key';
import { printResult } from './print-result';

type Options = { json?: boolean };

async function rotate({ json }: Options): Promise<void> {
  const kid = await rotateSigningKey();
  const text = `Key ${kid} is published now and signs in an hour. The one before stays published for a day after that.`;
  printResult(json, { kid }, text);
}

async function list({ json }: Options): Promise<void> {
  const keys = await listSigningKeys();
  const lines = keys.map(
    ({ kid, createdAt, signs }) => `${kid}  ${createdAt.toISOString()}${signs ? '  signs' : ''}`,
  );
  const rows = keys.map(({ kid, createdAt, signs }) => ({ kid, created_at: createdAt, signs }));
  printResult(json, { keys: rows }, lines.join('\n'));
}

/** Adds `tollgate signing-keys rotate|list`. */
export function registerSigningKeyCommands(program: Command): void {
  const group = program
    .command('signing-keys')
    .description('keys that sign ID tokens; a new one is made every 90 days');
  const add = (name: string, description: string) =>
    group.command(name).description(description).option('--json', 'print one JSON object');
  add('rotate', 'add a key now: after a leak, or to try it').action(rotate);
  add('list', 'the published keys, and which one signs').action(list);
}
