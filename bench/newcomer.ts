import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { makeTestEnv } from '../scripts/testing/test-system';
import { publish } from './support/publish';

/**
 * A newcomer's path: clone, `npm start`, and the curl line that it prints at its end. Seconds of each
 * step, from the clone to the first authenticated answer, and again for a second start. What is
 * cloned is the last commit. `--cold` gives npm an empty cache, as on a machine that never saw it.
 *
 *   npm run bench -- newcomer [--cold] [--save]
 */
const GOAL_SECONDS = 180;
const SECOND_START_GOAL_SECONDS = 10;

const folder = mkdtempSync(path.join(tmpdir(), 'tollgate-newcomer-'));
const clone = path.join(folder, 'tollgate');
const cold = process.argv.includes('--cold');
const env = {
  ...(await makeTestEnv('newcomer')),
  DATA_DIR: '.data',
  NEXT_DIST_DIR: '.next',
  ...(cold ? { npm_config_cache: path.join(folder, 'npm-cache') } : {}),
};

try {
  const [cloned] = await timed(() => run('git', ['clone', '--quiet', '.', clone]));
  const [started, firstStart] = await timed(() => start());
  const [called] = await timed(() => call(firstStart.curl));
  await firstStart.stop();
  const [startedAgain, secondStart] = await timed(() => start());
  await secondStart.stop();
  const total = cloned + started + called;
  publish({
    name: 'newcomer',
    title: 'Clone to the first call',
    figures: [
      {
        what: 'from the clone to the first authenticated answer',
        unit: 's',
        value: Math.round(total),
        goal: { at: 'most', value: GOAL_SECONDS },
      },
      { what: 'of that, the first npm start', unit: 's', value: started },
      {
        what: 'npm start again',
        unit: 's',
        value: startedAgain,
        goal: { at: 'most', value: SECOND_START_GOAL_SECONDS },
      },
    ],
    remarks: [cold ? 'npm began with an empty cache.' : 'npm had the packages in its cache.'],
  });
  process.exitCode = total <= GOAL_SECONDS ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function timed<T>(work: () => T | Promise<T>): Promise<[seconds: number, result: T]> {
  const before = performance.now();
  const result = await work();
  return [Math.round((performance.now() - before) / 100) / 10, result];
}

function run(command: string, args: string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

/** `npm start` in the clone, up to the curl line. */
async function start() {
  const child = spawn('npm', ['start'], {
    cwd: clone,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const closed = once(child, 'close');
  let output = '';
  const curl = new Promise<string>((resolve) => {
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString();
      const line = /^\s*(curl .*\/api\/v1\/me)\s*$/m.exec(output)?.[1];
      if (line && output.includes('Ctrl-C')) resolve(line);
    });
  });
  const line = await Promise.race([curl, closed.then(() => null)]);
  if (!line) throw new Error(`npm start ended before it was ready:\n${output}`);
  return {
    curl: line,
    stop: async () => {
      // What Ctrl-C does: the whole group gets the signal.
      if (child.pid) process.kill(-child.pid, 'SIGINT');
      await closed;
    },
  };
}

/** Pastes the line into a shell, and wants to read who it is. */
function call(line: string): { status: 'ok'; credential: unknown } {
  const answer: unknown = JSON.parse(run('bash', ['-c', `${line} --silent --show-error --fail`]));
  if (typeof answer !== 'object' || answer === null || !('credential' in answer)) {
    throw new Error(`The first call answered ${JSON.stringify(answer)}`);
  }
  return { status: 'ok', credential: answer.credential };
}
