import type { Command } from 'commander';
import { operatorPrincipal } from './operator-principal';
import { printResult } from './print-result';
import { endSessions } from './operator.repository';

type Options = { all?: boolean; user?: string; json?: boolean };

async function end({ all, user, json }: Options): Promise<void> {
  if (Boolean(all) === Boolean(user)) throw new Error('Say whose: --user <user>, or --all.');
  const userId = user ? (await operatorPrincipal(user, 'test')).userId : undefined;
  const ended = await endSessions(userId);
  printResult(json, { ended }, `${ended} sessions ended. Their owners sign in anew.`);
}

/** Adds `tollgate sessions end`. */
export function registerSessionCommands(program: Command): void {
  program
    .command('sessions')
    .description('sessions of signed-in people')
    .command('end')
    .description('end sessions at once')
    .option('--user <user>', 'those of one person')
    .option('--all', "everybody's")
    .option('--json', 'print one JSON object')
    .action(end);
}
