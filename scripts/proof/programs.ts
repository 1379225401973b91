import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { Refusal } from '../system/refusal';
import { plainEnv } from '../testing/test-system';

const STOP_LIMIT_MS = 15_000;
const POLL_MS = 100;
const SHOWN_LINES = 20;
/** In the environment of everything that a proof starts, so that it is found again. */
const MARK = 'TOLLGATE_PROOF';

export type ProgramOptions = {
  /** Without it: this process's environment less what configures Tollgate. */
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  uid?: number;
  gid?: number;
};

/** A program that runs until it is stopped. */
export type Program = {
  name: string;
  pid: number;
  logFile: string;
  /** Resolves when it ended, wanted or not, with its exit code or signal. */
  ended: Promise<number | NodeJS.Signals>;
  hasEnded: () => boolean;
  /** Sends a signal to it alone. */
  kill: (signal: NodeJS.Signals) => void;
  /** SIGTERM, then SIGKILL after 15 seconds, for it and what it started. */
  stop: () => Promise<void>;
};

/** What a proof started. Each program's output is in `<log folder>/<name>.log`. */
export class Programs {
  readonly #running = new Set<Program>();
  readonly #mark = String(process.pid);
  #isStopping = false;

  constructor(readonly logFolder: string) {
    mkdirSync(logFolder, { recursive: true });
  }

  /** Starts a program that keeps running. */
  start(
    name: string,
    [program, ...args]: readonly [string, ...string[]],
    options: ProgramOptions = {},
  ): Program {
    if (this.#isStopping) throw new Refusal(`${name} is not started: the proof is ending.`);
    const logFile = path.join(this.logFolder, `${name}.log`);
    const log = openSync(logFile, 'a');
    const child = spawn(program, args, {
      ...options,
      env: { ...(options.env ?? plainEnv()), [MARK]: this.#mark },
      stdio: ['ignore', log, log],
      // Ctrl-C goes to the terminal's whole group; the proof stops its programs itself.
      detached: true,
    });
    closeSync(log);
    const ended = new Promise<number | NodeJS.Signals>((resolve) => {
      child.once('error', (error) => {
        appendFileSync(logFile, `${error.message}\n`);
        resolve(127);
      });
      child.once('exit', (code, signal) => resolve(signal ?? code ?? 1));
    });
    let over = false;
    const entry: Program = {
      name,
      pid: child.pid ?? 0,
      logFile,
      ended,
      hasEnded: () => over,
      kill: (signal) => void child.kill(signal),
      stop: () => stop(child, ended),
    };
    this.#running.add(entry);
    void ended.then(() => {
      over = true;
      this.#running.delete(entry);
    });
    return entry;
  }

  /**
   * Runs a program to its end.
   * @returns what it wrote, standard error included.
   * @throws {Refusal} with the end of its output, where it fails.
   */
  async run(
    name: string,
    command: readonly [string, ...string[]],
    options: ProgramOptions = {},
  ): Promise<string> {
    const program = this.start(name, command, options);
    const result = await program.ended;
    const output = await readFile(program.logFile, 'utf8');
    if (result === 0) return output;
    const end = output.trim().split('\n').slice(-SHOWN_LINES).join('\n');
    throw new Refusal(`${command[0]} ended with ${result}: ${end}`);
  }

  /** Stops everything, last started first, and then what has left its parent. Nothing starts after it. */
  async stopAll(): Promise<void> {
    this.#isStopping = true;
    for (const program of [...this.#running].toReversed()) await program.stop();
    for (const pid of await findMarked(this.#mark)) killQuietly(pid, 'SIGKILL');
  }
}

/** Resolves when something accepts connections on a port of this machine. */
export async function waitForPort(port: number, program: Program, limitMs: number): Promise<void> {
  await waitFor(`port ${port} of ${program.name}`, limitMs, async () => {
    if (program.hasEnded()) {
      throw new Refusal(
        `${program.name} ended with ${await program.ended}: see ${program.logFile}`,
      );
    }
    const socket = connect({ port, host: '127.0.0.1' });
    try {
      await once(socket, 'connect');
      return true;
    } catch {
      return false;
    } finally {
      socket.destroy();
    }
  });
}

/**
 * Asks again and again until the answer is yes.
 * @throws {Refusal} after `limitMs`; what `ask` throws ends the wait at once.
 */
export async function waitFor(
  what: string,
  limitMs: number,
  ask: () => Promise<boolean>,
): Promise<void> {
  const limit = performance.now() + limitMs;
  while (!(await ask())) {
    if (performance.now() > limit)
      throw new Refusal(`${what}: nothing within ${limitMs / 1_000} s`);
    await pause(POLL_MS);
  }
}

/**
 * The path of a program on this machine.
 * @param folders where to look besides PATH: Debian keeps some servers out of it.
 * @throws {Refusal} which says how to install it.
 */
export function requireProgram(
  name: string,
  howToGet: string,
  folders: readonly string[] = [],
): string {
  const places = [...(process.env.PATH ?? '').split(path.delimiter), ...folders];
  for (const folder of places) {
    const file = path.join(folder, name);
    if (existsSync(file)) return file;
  }
  throw new Refusal(`${name} is not installed. ${howToGet}`);
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  const group = -(child.pid ?? 0);
  if (!group) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => killQuietly(group, 'SIGKILL'), STOP_LIMIT_MS);
  await ended;
  clearTimeout(timer);
  killQuietly(group, 'SIGKILL');
}

/** A process that is gone already is no fault. */
function killQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {}
}

/** Processes of this proof that began a session of their own. Linux only: elsewhere none. */
async function findMarked(mark: string): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc').catch(() => [])) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const env = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (env.split('\0').includes(`${MARK}=${mark}`)) found.push(pid);
  }
  return found;
}
