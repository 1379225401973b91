import type { Command } from 'commander';
import { print } from '../system/progress';
import { checkSystem, type ProcessStatus } from './check-system';

/** Words for people: what, whether it serves, and what is worth knowing of it. */
function describe({ process, ok, detail }: ProcessStatus): void {
  const notes = Object.entries(detail).map(([name, value]) => `${name}: ${value}`);
  print(process, ok ? 'serves' : 'down  ', notes.join(', '));
}

/** `tollgate status`: every process, the database, and how old the certificates are. */
export function registerStatus(program: Command): void {
  program
    .command('status')
    .description('every process, the database, the age of the certificates')
    .option('--json', 'print one JSON object')
    .action(async ({ json }: { json?: boolean }) => {
      const processes = await checkSystem();
      const ok = processes.every((one) => one.ok);
      if (json) console.log(JSON.stringify({ ok, processes }));
      else for (const one of processes) describe(one);
      if (!ok) process.exitCode = 1;
    });
}
