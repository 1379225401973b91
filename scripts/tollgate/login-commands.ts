import type { Command } from 'commander';
import { logIn, logOut, showUsage } from '@/examples/command-line/device-login';

/**
 * Adds `tollgate login`, `usage` and `logout`: the example of the device grant, from here. They are
 * a client of the API like any other and use no database.
 */
export function registerLoginCommands(program: Command): void {
  program
    .command('login')
    .description('connect this command line to an account: shows a code to enter in a browser')
    .action(() => logIn());
  program
    .command('usage')
    .description('print the usage of the account that is logged in')
    .action(() => showUsage());
  program
    .command('logout')
    .description('end the login, at Tollgate and here')
    .action(() => logOut());
}
