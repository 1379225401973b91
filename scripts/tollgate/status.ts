import type { Command } from 'commander';
import { checkSystem, type ProcessStatus } from './check-system';

/** Narrow enough for the terminal that everyone has. */
const COLUMNS = 80;
const NAME_COLUMNS = 22;
const STATE_COLUMNS = 8;

/**
 * One process in words for people: what, whether it serves, and what is worth knowing of it, each
 * whole and on as many lines as it takes.
 */
export function describeProcess({ process, ok, detail }: ProcessStatus): string[] {
  const notes = Object.entries(detail).map(
    ([name, value]) => `${name.replaceAll('_', ' ')}: ${value}`,
  );
  const room = COLUMNS - NAME_COLUMNS - STATE_COLUMNS;
  const lines: string[] = [];
  for (const note of notes) {
    const longer = lines.length > 0 ? `${lines.at(-1)}, ${note}` : undefined;
    if (longer !== undefined && longer.length <= room) lines[lines.length - 1] = longer;
    else lines.push(note);
  }
  const head = `  ${process}`.padEnd(NAME_COLUMNS) + (ok ? 'serves' : 'down').padEnd(STATE_COLUMNS);
  const [first = '', ...rest] = lines;
  return [`${head}${first}`.trimEnd(), ...rest.map((line) => `${' '.repeat(head.length)}${line}`)];
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
      const text = json ? JSON.stringify({ ok, processes }) : processes.flatMap(describeProcess);
      console.log([text].flat().join('\n'));
      if (!ok) process.exitCode = 1;
    });
}
