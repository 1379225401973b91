import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe } from 'vitest';
import { chooseUnprivilegedRun } from '@/services/database/unprivileged-run';

/** Where Debian puts servers, besides the folders of PATH. */
const FOLDERS = ['/usr/sbin', '/usr/local/sbin', ...postgresFolders()];

function postgresFolders(): string[] {
  try {
    const versions = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a));
    return versions.map((version) => `/usr/lib/postgresql/${version}/bin`);
  } catch {
    return [];
  }
}

/** The full path of a program of this machine; undefined where it has none of that name. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), ...FOLDERS];
  return folders.map((folder) => path.join(folder, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** `describe` where the machine has all the programs; elsewhere the tests are skipped, with a reason. */
export function describeWith(
  programs: readonly string[],
  title: string,
  tests: () => void | Promise<void>,
): void {
  const missing = programs.filter((name) => !findProgram(name));
  if (missing.length > 0)
    console.log(`Skipped: ${title}: this machine has no ${missing.join(', ')}.`);
  describe.skipIf(missing.length > 0)(title, tests);
}

/** What a program prints about itself, e.g. `PgBouncer 1.18.0`. */
export function versionOf(program: string): string {
  return spawnSync(findProgram(program) ?? program, ['--version'], { encoding: 'utf8' }).stdout;
}

/** A folder below the system's own for temporary files, and the user who may write there. */
export type Workplace = {
  folder: string;
  /** Hands a file over to the user who runs the servers. */
  own: (file: string) => void;
  /** Starts a program as that user: servers such as PostgreSQL refuse to be root. */
  spawn: (program: string, args: readonly string[]) => ChildProcess;
  remove: () => Promise<void>;
};

export async function createWorkplace(): Promise<Workplace> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tollgate-elsewhere-'));
  const run = chooseUnprivilegedRun(path.join(folder, 'none'), '/bin/ls');
  run.own(folder);
  return {
    folder,
    own: run.own,
    spawn(program, args) {
      const [command = '', ...rest] = [...run.prefix, findProgram(program) ?? program, ...args];
      return spawn(command, rest, {
        uid: run.uid,
        gid: run.gid,
        cwd: folder,
        env: { NODE_ENV: 'test', PATH: process.env.PATH, LC_ALL: 'C' },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A server that runs until it is stopped. */
export type Server = { pid: number; stop: (signal?: NodeJS.Signals) => Promise<void> };

/**
 * Waits until a server listens.
 * @throws {Error} with what it printed, when it ends before.
 */
export async function untilListening(child: ChildProcess, port: number): Promise<Server> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (output += data));
  const closed = once(child, 'close');
  const running = () => child.exitCode === null && child.signalCode === null;
  while (!(await listens(port))) {
    if (!running()) throw new Error(`${child.spawnfile} ended: ${output.slice(-800)}`);
    await pause(50);
  }
  return {
    pid: child.pid ?? 0,
    stop: async (signal = 'SIGTERM') => {
      if (!running()) return;
      child.kill(signal);
      await closed;
    },
  };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const answer = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}

/** Runs a program to its end. */
export async function runToEnd(child: ChildProcess): Promise<string> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (output += data));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${child.spawnfile}: ${output.slice(-800)}`);
  return output;
}
