import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { makeTestEnv } from '../scripts/testing/test-system';
import { type Figure, publish, round } from './support/publish';

/**
 * A newcomer's path: clone, install, `npm start`, and the curl line that it prints. Seconds to the
 * first authenticated answer and until everything is ready, seconds of a second start, and the memory
 * of all processes (PSS: shared pages are divided among those who share them; Linux only). What is
 * cloned is the last commit; a revision is measured after it, for comparison.
 *
 *   npm run bench -- newcomer [<git revision>] [--save]
 */
const SECOND_START_GOAL_SECONDS = 5;
/** The system is measured once it has been idle for so long. */
const SETTLE_MS = 10_000;

type Path = { answered: number; ready: number; again: number; megabytes: number };

const folder = mkdtempSync(path.join(tmpdir(), 'tollgate-newcomer-'));
const revision = process.argv.slice(2).find((word) => !word.startsWith('--'));

try {
  const own = await walk('HEAD');
  const before = revision ? await walk(revision) : undefined;
  publish({
    name: 'newcomer',
    title: 'From npm ci to the first call',
    figures: [
      ...figuresOf('', own),
      ...(before ? figuresOf(` in ${revision}`, before) : []),
      ...(before ? compare(own, before) : []),
    ],
    remarks: [
      'npm had the packages in its cache; the time of `npm ci` is not part of the figures.',
    ],
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function figuresOf(where: string, { answered, ready, again, megabytes }: Path): Figure[] {
  const goal = { at: 'most', value: SECOND_START_GOAL_SECONDS } as const;
  return [
    { what: `npm start to the first authenticated answer${where}`, unit: 's', value: answered },
    { what: `npm start until the pages answer too${where}`, unit: 's', value: ready },
    { what: `npm start again${where}`, unit: 's', value: again, ...(where === '' && { goal }) },
    { what: `memory of all processes${where}`, unit: 'MB', value: megabytes },
  ];
}

function compare(own: Path, before: Path): Figure[] {
  const ratio = (key: keyof Path) => round(own[key] / before[key]);
  return [
    {
      what: 'first answer, of that before',
      unit: 'x',
      value: ratio('answered'),
      goal: { at: 'most', value: 0.25 },
    },
    {
      what: 'memory, of that before',
      unit: 'x',
      value: ratio('megabytes'),
      goal: { at: 'most', value: 0.5 },
    },
  ];
}

async function walk(wanted: string): Promise<Path> {
  const clone = path.join(folder, wanted.replaceAll('/', '-'));
  run('git', ['clone', '--quiet', '.', clone]);
  run('git', [
    '-C',
    clone,
    'checkout',
    '--quiet',
    '--detach',
    run('git', ['rev-parse', wanted]).trim(),
  ]);
  run('npm', ['ci', '--include=dev', '--loglevel=error', '--no-audit', '--no-fund'], clone);
  const env = { ...(await makeTestEnv('newcomer')), DATA_DIR: '.data', NEXT_DIST_DIR: '.next' };
  const first = await start(clone, env);
  await pause(SETTLE_MS);
  const megabytes = Math.round(memoryBelow(clone) / 1_024);
  await first.stop();
  const second = await start(clone, env);
  await second.stop();
  return { answered: first.answered, ready: first.ready, again: second.ready, megabytes };
}

function run(command: string, args: string[], cwd?: string): string {
  return execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** `npm start`: calls the curl line as soon as it is printed, and waits until all is ready. */
async function start(cwd: string, env: NodeJS.ProcessEnv) {
  const before = performance.now();
  const seconds = () => Math.round((performance.now() - before) / 100) / 10;
  const child = spawn('npm', ['start'], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const closed = once(child, 'close');
  let output = '';
  let answered: number | undefined;
  const ready = new Promise<number>((resolve, reject) => {
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString();
      const line = /^\s*(curl .*\/api\/v1\/me)\s*$/m.exec(output)?.[1];
      if (!line) return;
      try {
        if (answered === undefined) requireAnswer(line);
      } catch (error) {
        reject(error instanceof Error ? error : new Error('no answer'));
      }
      answered ??= seconds();
      if (output.includes('Ctrl-C')) resolve(seconds());
    });
  });
  const lost = closed.then(() => Promise.reject(new Error(`npm start ended:\n${output}`)));
  const readyAfter = await Promise.race([ready, lost]);
  return {
    answered: answered ?? readyAfter,
    ready: readyAfter,
    stop: async () => {
      lost.catch(() => {});
      // What Ctrl-C does: the whole group gets the signal.
      if (child.pid) process.kill(-child.pid, 'SIGINT');
      await closed;
    },
  };
}

/** Pastes the line into a shell, and wants to read who it is. */
function requireAnswer(line: string): void {
  const answer: unknown = JSON.parse(run('bash', ['-c', `${line} --silent --show-error --fail`]));
  if (typeof answer === 'object' && answer !== null && 'credential' in answer) return;
  throw new Error(`The first call answered ${JSON.stringify(answer)}`);
}

/** Kilobytes of all processes that work in a folder. */
function memoryBelow(cwd: string): number {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.reduce((sum, pid) => {
    try {
      if (!readlinkSync(`/proc/${pid}/cwd`).startsWith(cwd)) return sum;
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
      return sum + Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
    } catch {
      // It ended in the meantime.
      return sum;
    }
  }, 0);
}
