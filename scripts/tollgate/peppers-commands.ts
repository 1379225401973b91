import type { Command } from 'commander';
import { listPeppers, retirePepper, rotatePeppers } from '@/lib/auth/api-key/rotate-peppers';
import { printResult } from './print-result';

type Options = { json?: boolean };

async function rotate({ json }: Options): Promise<void> {
  const { version } = await rotatePeppers();
  const text = `Pepper ${version} issues now. Keys move to it as they are used; none stops working.`;
  printResult(json, { version }, text);
}

async function list({ json }: Options): Promise<void> {
  const peppers = await listPeppers();
  const lines = peppers.map(({ version, issuing, keys }) => {
    const count = keys === 1 ? '1 key' : `${keys} keys`;
    return `Pepper ${version}: ${count}${issuing ? ', makes the digests of new ones' : ''}`;
  });
  printResult(json, { peppers }, lines.join('\n'));
}

async function retire(version: string, { json }: Options): Promise<void> {
  await retirePepper(Number(version));
  printResult(json, { retired: Number(version) }, `Pepper ${version} is gone. No key needed it.`);
}

/** Adds `tollgate peppers rotate|list|retire`. */
export function registerPeppersCommands(program: Command): void {
  const peppers = program.command('peppers').description('secrets that key digests are made with');
  const add = (name: string, description: string) =>
    peppers.command(name).description(description).option('--json', 'print one JSON object');
  add('rotate', 'add a pepper; new keys use it, old ones move when used').action(rotate);
  add('list', 'how many usable keys need each pepper').action(list);
  add('retire', 'remove a pepper that no key needs').argument('<version>').action(retire);
}
